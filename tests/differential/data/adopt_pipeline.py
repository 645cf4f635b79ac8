"""Run by an interpreter with the real kfp and with Penstock on its path: load a file that imports kfp."""

import json
import sys
import warnings
from pathlib import Path

from penstock.compiler import compile_document
from penstock.compiler.sources import load_source
from penstock.spec.codec import encode

if __name__ == "__main__":
    warnings.simplefilter("ignore")
    source = load_source(Path(sys.argv[1]))
    found = source.find()
    document = compile_document(found)
    json.dump([type(found.original).__module__, list(source.pipelines), encode(document.pipeline)], sys.stdout)
