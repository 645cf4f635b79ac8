"""From authored components to the IR. Names and signatures of `Compiler` are KFP's."""

from penstock.compiler.compiler import Compiler, compile_document
from penstock.compiler.manifests import KubernetesManifestOptions
from penstock.compiler.pictures import document_svg
from penstock.compiler.portability import portability

__all__ = ["Compiler", "KubernetesManifestOptions", "compile_document", "document_svg", "portability"]
