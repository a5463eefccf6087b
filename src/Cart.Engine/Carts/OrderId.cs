using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Cart.Engine;

/// <summary>Names one order: a UUID of version 7, so that ids sort by the time they were made.</summary>
public readonly record struct OrderId
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef-");

    private readonly Guid _value;

    private OrderId(Guid value) => _value = value;

    /// <summary>Makes a new id that carries the current time of <paramref name="time"/>.</summary>
    public static OrderId New(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        return new OrderId(Guid.CreateVersion7(time.GetUtcNow()));
    }

    /// <summary>Takes over an id that was stored as a UUID.</summary>
    public static OrderId FromGuid(Guid value) => new(value);

    /// <summary>Reads an id from its usual text form: lower-case, with hyphens; anything else is no id.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out OrderId id)
    {
        // Guid alone would also take upper case, white space around it and signs within it.
        var parsed = Guid.TryParseExact(text, "D", out var value) && !text.AsSpan().ContainsAnyExcept(Digits);
        id = parsed ? new OrderId(value) : default;
        return parsed;
    }

    /// <summary>Returns the id as a UUID, for storage.</summary>
    public Guid ToGuid() => _value;

    /// <summary>Returns the usual text form with hyphens.</summary>
    public override string ToString() => _value.ToString("D");
}
