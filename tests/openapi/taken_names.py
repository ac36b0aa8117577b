"""Names that a target language means itself: a generator renames them, or hides them badly."""

TAKEN = {
    "typescript": {
        *("Array", "Attr", "Blob", "Cache", "Comment", "Date", "Document", "Element", "Error"),
        *("Event", "File", "FormData", "Headers", "History", "Image", "Location", "Lock", "Map"),
        *("Navigator", "Node", "Notification", "Object", "Option", "Plugin", "Promise", "Range"),
        *("Record", "Request", "Response", "Screen", "Selection", "Set", "Storage", "Text"),
        *("Touch", "URL", "Window", "Worker"),
    },
    "kotlin": {
        *("Annotation", "Any", "Array", "Boolean", "Byte", "Char", "Collection", "Comparable"),
        *("Double", "Enum", "Exception", "Float", "Function", "Int", "Iterable", "Lazy", "List"),
        *("Long", "Map", "Module", "Nothing", "Number", "Object", "Override", "Package", "Pair"),
        *("Process", "Record", "Result", "Runtime", "Set", "Short", "String", "System", "Thread"),
        *("Throwable", "Triple", "Unit", "Void"),
    },
    "swift": {
        *("Any", "Array", "Bool", "Bundle", "Calendar", "Character", "Clock", "Codable", "Data"),
        *("Date", "Decimal", "Dictionary", "Duration", "Error", "Float", "Host", "Int", "Locale"),
        *("Measurement", "Never", "Notification", "Operation", "Optional", "Process", "Progress"),
        *("Protocol", "Range", "Result", "Scanner", "Sequence", "Set", "Stream", "String", "Task"),
        *("Thread", "TimeZone", "Timer", "Type", "URL", "UUID", "Unit", "Void"),
    },
    "dart": {
        *("Comparable", "DateTime", "Deprecated", "Duration", "Enum", "Error", "Exception"),
        *("Expando", "Function", "Future", "Invocation", "Iterable", "Iterator", "List", "Map"),
        *("Match", "Null", "Object", "Operator", "Pattern", "Record", "Set", "Sink", "Stream"),
        *("String", "Symbol", "Type", "Uri"),
    },
    "go": {"Client", "Configuration", "Error", "Type"},
    "python": {"Exception", "File", "Response", "Type", "Unset", "Warning"},
}
