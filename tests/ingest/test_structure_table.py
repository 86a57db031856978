"""Lines as news sites write them, each in its place in an article: what is the story, and what surrounds it."""

from __future__ import annotations

import pytest

from extract.ingest.structure import structure

TITLE = "Harbour shut after ransomware attack"
FIRST = (
    "The harbour stopped all its cranes on Monday after criminals encrypted the servers of the operator, "
    "which said that nine ships were waiting outside."
)
SECOND = "No ransom was paid, the operator said in a statement, and the cranes would move again on Tuesday."
THIRD = "The police of the coast said that they had asked the other ports to look after their own servers."

HEAD = [
    ("By Maria Keller", "byline"),
    ("BY MARIA KELLER", "byline"),
    ("by Maria Keller", "byline"),
    ("By MARIA KELLER and TOM OKAFOR, Associated Press", "byline"),
    ("By Maria Keller | Staff Writer", "byline"),
    ("By Maria Keller, Tom Okafor and Ana Reis", "byline"),
    ("By Maria Keller Jun. 3, 2024", "byline"),
    ("By Élodie Müller", "byline"),
    ("By Maria Keller, BBC News", "byline"),
    ("By Maria Keller, Cybersecurity Reporter", "byline"),
    ("Maria Keller, Harbour News", "byline"),
    ("Written by Maria Keller, Senior Editor", "byline"),
    ("Reporting by Maria Keller", "byline"),
    ("Reuters Staff", "byline"),
    ("AFP", "byline"),
    ("Published 3 June 2024", "byline"),
    ("Published: 10:15 BST, 3 June 2024", "byline"),
    ("Published 10:15 AM EDT, June 3, 2024", "byline"),
    ("June 3, 2024 / 10:15 AM EDT / CBS News", "byline"),
    ("June 3, 2024, 10:15 AM UTC / Updated June 3, 2024, 11:40 AM UTC", "byline"),
    ("Updated 10:15 AM EDT, Mon June 3, 2024", "byline"),
    ("Mon 3 Jun 2024 10.15 BST", "byline"),
    ("Last modified on Mon 3 Jun 2024 11.40 BST", "byline"),
    ("First published on Mon 3 Jun 2024 10.15 BST", "byline"),
    ("Jun 3, 2024 10:15 AM", "byline"),
    ("03 June 2024", "byline"),
    ("03.06.2024", "byline"),
    ("PUBLISHED: June 3, 2024 at 10:15 a.m. | UPDATED: June 3, 2024 at 11:40 a.m.", "byline"),
    ("3 hours ago", "byline"),
    ("2 days ago", "byline"),
    ("5 min read", "byline"),
    ("3 minute read", "byline"),
    ("Cranes at the port of Lisbon on Monday. (Photo by Tom Okafor/Getty Images)", "caption"),
    ("Cranes at the port of Lisbon. Photograph: Tom Okafor/Reuters", "caption"),
    ("Image source, Getty Images", "caption"),
    ("Image caption, Cranes at the port of Lisbon", "caption"),
    ("(AP Photo/Tom Okafor)", "caption"),
    ("FILE - Cranes stand still at the port of Lisbon, June 3, 2024. (AP Photo/Tom Okafor, File)", "caption"),
    ("Listen to this article", "advert"),
    ("Listen 5 min", "advert"),
    ("Share", "contact"),
    ("Share this article", "contact"),
    ("Share on Facebook", "contact"),
    ("Comments", "contact"),
    ("12 Comments", "contact"),
]

INSIDE = [
    ("Read more: Why ports are easy prey", "related"),
    ("READ MORE: Why ports are easy prey", "related"),
    ("Read More »", "related"),
    ("Also read | Why ports are easy prey", "related"),
    ("ALSO READ: Why ports are easy prey", "related"),
    ("[Read: Why ports are easy prey]", "related"),
    ("(READ: Why ports are easy prey)", "related"),
    ("SEE ALSO: Why ports are easy prey", "related"),
    ("RELATED: Why ports are easy prey", "related"),
    ("Related Article: Why ports are easy prey", "related"),
    ("MORE ON PORTS: Why ports are easy prey", "related"),
    ("WATCH: Cranes return to work", "related"),
    ("WATCH NOW: Cranes return to work", "related"),
    ("Watch the full interview below", "related"),
    ("→ Why ports are easy prey: our explainer", "related"),
    ("Recommended Reading: Why ports are easy prey", "related"),
    ("Explainer | Why ports are easy prey", "related"),
    ("Advertisement", "advert"),
    ("ADVERTISEMENT - CONTINUE READING BELOW", "advert"),
    ("Story continues below advertisement", "advert"),
    ("Article continues below this ad", "advert"),
    ("AD", "advert"),
    ("Sign up for our daily newsletter", "advert"),
    ("Sign up here for the morning briefing.", "advert"),
    ("Subscribe to the Harbour News newsletter for more stories like this.", "advert"),
    ("Get our free weekly newsletter", "advert"),
    ("Get the day's top stories in your inbox every morning.", "advert"),
    ("Enter your email address to receive our newsletter", "advert"),
    ("You have successfully subscribed to our newsletter.", "advert"),
    ("By signing up, you agree to our Terms of Use and Privacy Policy.", "advert"),
    ("This site is protected by reCAPTCHA and the Google Privacy Policy and Terms of Service apply.", "advert"),
    ("Download our app for breaking news alerts", "advert"),
    ("Already a subscriber? Log in", "advert"),
    ("Join our WhatsApp channel for the latest updates", "advert"),
    ("Follow us on Twitter and Facebook", "contact"),
    ("Follow Maria Keller on Twitter: @mkeller", "contact"),
    ("Follow @harbournews for the latest updates", "contact"),
    ("pic.twitter.com/abcDEF123", "contact"),
    ("https://example.org/news/port", "contact"),
    ("Cranes at the port of Lisbon on Monday. Tom Okafor/AP", "caption"),
    ("Photo: Tom Okafor", "caption"),
    ("Photo credit: Getty Images", "caption"),
    ("(Credit: Tom Okafor / Harbour News)", "caption"),
    ("Tom Okafor/AFP via Getty Images", "caption"),
    ("Image: Getty", "caption"),
    ("Video: cranes return to work", "caption"),
    ("hide caption", "caption"),
    ("toggle caption", "caption"),
    ("View image in fullscreen", "caption"),
    ("10:42 a.m.", "stamp"),
    ("10:42 AM EDT", "stamp"),
    ("14:05 GMT", "stamp"),
    ("Updated at 3:15 p.m. ET", "stamp"),
    ("3 hours ago", "stamp"),
    ("June 3, 2024 10:42 AM EDT", "stamp"),
    ("Editor's note: The pier has two names.", "correction"),
    ("Correction: An earlier version of this story named the wrong pier.", "correction"),
    ("Correction, June 4, 2024: An earlier version named the wrong pier.", "correction"),
    ("UPDATE (June 4): This story has been updated with a statement of the port.", "correction"),
    ("This is a developing story. Please check back for updates.", "correction"),
    ("This story is developing and will be updated.", "correction"),
]

TAIL = [
    ("(Reporting by Maria Keller in Lisbon; Editing by Tom Okafor)", "agency_tail"),
    ("Reporting by Maria Keller; Additional reporting by Ana Reis; Editing by Tom Okafor", "agency_tail"),
    ("(This story has not been edited by our staff and is auto-generated from a syndicated feed.)", "agency_tail"),
    ("(With inputs from agencies)", "agency_tail"),
    ("— With files from Maria Keller", "agency_tail"),
    ("-- With assistance from Maria Keller and Tom Okafor.", "agency_tail"),
    ("The Associated Press contributed to this report.", "agency_tail"),
    ("AP writer Maria Keller in Lisbon contributed to this report.", "agency_tail"),
    ("Maria Keller and Tom Okafor contributed reporting.", "agency_tail"),
    ("CNN's Maria Keller contributed to this report.", "agency_tail"),
    ("© 2024 Harbour News", "agency_tail"),
    ("Copyright 2024 The Associated Press. All rights reserved. This material may not be published.", "agency_tail"),
    ("© 2024 AFP", "agency_tail"),
    ("(c) Copyright Thomson Reuters 2024.", "agency_tail"),
    ("Our Standards: The Thomson Reuters Trust Principles.", "agency_tail"),
    ("This article was originally published on The Conversation.", "agency_tail"),
    ("The post Harbour shut appeared first on Harbour News.", "agency_tail"),
    ("First published on 3 June 2024", "agency_tail"),
    ("-30-", "agency_tail"),
    ("ENDS", "agency_tail"),
    ("SOURCE Harbour Authority", "agency_tail"),
    ("Tags: ports, ransomware, Lisbon", "related"),
    ("Topics: Ports, Ransomware", "related"),
    ("Filed under: Ports", "related"),
    ("Click here to read the full report", "related"),
    ("For more on this story, visit Harbour News.", "related"),
    ("Leave a comment", "contact"),
    ("View comments", "contact"),
    ("Comments are closed.", "contact"),
    ("Reach Maria Keller at maria@example.org or on Twitter @mkeller", "contact"),
    ("Email: maria@example.org", "contact"),
    ("maria@example.org", "contact"),
    ("Contact: Maria Keller, 555-010-0199", "contact"),
    ("Got a tip? Email tips@example.org", "contact"),
    ("Send corrections to news@example.org", "contact"),
    ("Maria Keller is a reporter for Harbour News. She covers ports.", "biography"),
    ("Maria Keller covers ports and shipping for Harbour News.", "biography"),
    ("Maria Keller is a freelance journalist based in Lisbon.", "biography"),
    ("About the Author", "biography"),
    ("Maria Keller writes the Harbour Watch column.", "biography"),
]

STORY = [
    "— Maria Keller (@mkeller) June 3, 2024",  # who says the tweet above it
    "Read more slowly, the teacher told them, and nobody laughed.",
    "Watch out for emails that ask for a password, the police said.",
    "More than 30 ships wait.",
    "Related costs are unknown.",
    "Share prices of the operator fell by 8%.",
    "Comments by the minister were not welcome.",
    "Follow-up attacks hit two more ports.",
    "Subscribers of the phone company were warned.",
    "Sign up sheets were stolen too.",
    "Download speeds fell to nothing.",
    "Email accounts of 400 clerks were opened.",
    "Contact details of customers were stolen.",
    "Correction officers were among the victims.",
    "Update servers of the vendor were hacked.",
    "Updates were sent to 18,000 customers.",
    "Editor in chief Tom Okafor said the paper would appear.",
    "Reporting by the agency suggests that 40 firms were hit.",
    "Copyright law does not help, she said.",
    "Image files and emails were published by the gang.",
    "Photo albums of 400 families were lost.",
    "Video calls of the ministers were recorded.",
    "Source code was stolen as well.",
    "Tags on the containers could no longer be read.",
    "At 10:42 a.m. the screens went dark.",
    "10:42 a.m. was when the screens went dark.",
    "June 3 was the day when it began.",
    "Three hours ago the gates were opened again.",
    "This is a developing market, the minister said.",
    "AP said that its own servers were not hit.",
    "AFP, REUTERS and AP were sent the same letter.",
    "“We will not pay,” she said.",
    "— We will not pay, she said.",
    "By Tuesday nine ships were waiting.",
    "By stealing the passwords the gang got in.",
    "Topics of the talks were not disclosed.",
    "Advertisements of the drug were blocked.",
    "Listen to the experts, he said.",
    "Join forces, the ministers told the ports.",
    "Get the basics right first, she said.",
    "Nobody was hurt.",
    "The Associated Press was hacked in 2013.",
    "Maria Keller is a lawyer of the port.",
    "Its chief, Ana Reis, is a former reporter.",
    "Posted on a forum, the files hold 40,000 names.",
    "Published on Monday, the list names nine firms.",
    "The files were published on June 3, 2024.",
    "Stolen: 40,000 names.",
    "Lisbon, Porto and Faro were hit.",
    "Police: nobody was hurt",
    "Explainer videos of the gang show how to pay.",
]


def kind_of(text: str, line: str) -> str:
    at = text.index(f"\n{line}\n" if f"\n{line}\n" in text else f"\n{line}") + 1
    [kind] = {block.kind for block in structure(text).blocks if block.start <= at < block.end}
    return kind


@pytest.mark.parametrize(("line", "kind"), HEAD, ids=[line for line, _ in HEAD])
def test_between_headline_and_story(line: str, kind: str) -> None:
    assert kind_of(f"{TITLE}\n\n{line}\n\n{FIRST}\n\n{SECOND}", line) == kind


@pytest.mark.parametrize(("line", "kind"), INSIDE, ids=[line for line, _ in INSIDE])
def test_inside_the_story(line: str, kind: str) -> None:
    assert kind_of(f"{TITLE}\n\n{FIRST}\n\n{SECOND}\n\n{line}\n\n{THIRD}\n\n{SECOND}", line) == kind


@pytest.mark.parametrize(("line", "kind"), TAIL, ids=[line for line, _ in TAIL])
def test_after_the_story(line: str, kind: str) -> None:
    assert kind_of(f"{TITLE}\n\n{FIRST}\n\n{SECOND}\n\n{THIRD}\n\n{line}", line) == kind


@pytest.mark.parametrize("line", STORY)
def test_sentences_that_begin_like_something_else_are_story(line: str) -> None:
    for text in (
        f"{TITLE}\n\n{FIRST}\n\n{SECOND}\n\n{line}\n\n{THIRD}",
        f"{TITLE}\n\n{FIRST}\n\n{SECOND}\n\n{line}",
        f"{TITLE}\n\n{line}\n\n{FIRST}\n\n{SECOND}",
    ):
        assert kind_of(text, line) in ("story", "standfirst")
