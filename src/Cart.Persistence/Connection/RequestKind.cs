namespace Cart.Persistence;

/// <summary>What happens if a request is sent twice.</summary>
internal enum RequestKind
{
    /// <summary>Nothing: it changes nothing.</summary>
    Read,

    /// <summary>The same as if it was sent once, and the second answer is as good as the first: a placement under its fence, for example.</summary>
    Repeatable,

    /// <summary>It may take effect twice, or its second answer is another.</summary>
    Once,
}
