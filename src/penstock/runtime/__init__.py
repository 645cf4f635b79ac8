"""What runs inside a task, beside user code. Standard library only, Python 3.9 syntax."""
