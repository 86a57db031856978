"""The trained encoder: text to scores of every learned layer, with numpy and onnxruntime."""
