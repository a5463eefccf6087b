using System.Text.Json.Serialization;

namespace Cart.Faults;

/// <summary>A line of a worker's log: something was asked for, something was answered, or a handler heard of an order.</summary>
internal sealed record WorkNote
{
    /// <summary>When, by the clock that all processes of the machine share.</summary>
    public long At { get; init; }

    /// <summary>The operation; its answer has the same.</summary>
    public string Operation { get; init; } = "";

    /// <summary><c>add</c>, <c>read</c>, <c>checkout</c>; <c>checked_out</c> or <c>placed</c> where a handler heard of an order.</summary>
    public string What { get; init; } = "";

    public string? Cart { get; init; }

    public string? Product { get; init; }

    public int Quantity { get; init; }

    /// <summary>What was answered; null where something was asked for.</summary>
    public string? Answer { get; init; }

    /// <summary>Whether the answer to an earlier try of the operation never came.</summary>
    public bool Uncertain { get; init; }

    public string? Order { get; init; }

    /// <summary>The products that were seen or ordered.</summary>
    public string[]? Lines { get; init; }

    [JsonIgnore]
    public bool IsAnswer => Answer is not null;
}
