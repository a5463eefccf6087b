using System.Collections.Immutable;

namespace Cart.Engine;

/// <summary>A value of a payload, whichever format it came in or goes out to. The family is closed.</summary>
internal abstract record PayloadNode
{
    private PayloadNode()
    {
    }

    /// <summary>A map of text to values, each key once.</summary>
    public sealed record Map(ImmutableArray<(string Key, PayloadNode Value)> Members) : PayloadNode;

    /// <summary>A text.</summary>
    public sealed record Text(string Value) : PayloadNode;

    /// <summary>An integer of at most 64 bits, written as one.</summary>
    public sealed record Integer(long Value) : PayloadNode;

    /// <summary>Null in JSON, nil in MessagePack.</summary>
    public sealed record Null : PayloadNode;

    /// <summary>Anything that has no place in a cart.</summary>
    public sealed record Other : PayloadNode;
}
