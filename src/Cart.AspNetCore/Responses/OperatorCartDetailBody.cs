using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Cart.Engine;

namespace Cart.AspNetCore;

/// <summary>A cart as an operator sees it: what a list tells, what became of it, and what is in it.</summary>
internal sealed record OperatorCartDetailBody : OperatorCartBody
{
    [SetsRequiredMembers]
    private OperatorCartDetailBody(OperatorCartBody cart, CartBody contents)
        : base(cart) => Contents = contents;

    /// <summary>The order that it became.</summary>
    [JsonPropertyName("order_id")]
    public string? OrderId { get; private init; }

    /// <summary>The cart that it was merged into, or is being merged into.</summary>
    [JsonPropertyName("merged_into")]
    public string? MergedInto { get; private init; }

    /// <summary>The cart that took over what it held beyond its order.</summary>
    public string? Successor { get; private init; }

    /// <summary>Its lines and what they cost, as the shopper sees them. A cart that was ordered or merged has none.</summary>
    public CartBody Contents { get; }

    public static OperatorCartDetailBody Of(CartSnapshot cart, CartBody contents) => new(Of(cart), contents)
    {
        OrderId = cart.OrderId?.ToString(),
        MergedInto = cart.Merge?.Target.ToString(),
        Successor = cart.Successor?.ToString(),
    };
}
