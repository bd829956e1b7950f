"""The offline pipeline of Troupe's motion model: recordings -> one skeleton -> feature database + learned decompressor."""
