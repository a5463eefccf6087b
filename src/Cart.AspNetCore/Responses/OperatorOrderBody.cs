using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Cart.AspNetCore;

/// <summary>An order as an operator sees it: as the shopper does, with whose it is.</summary>
internal sealed record OperatorOrderBody : OrderBody
{
    [SetsRequiredMembers]
    private OperatorOrderBody(OrderBody order)
        : base(order) => CartId = "";

    /// <summary>The user who placed it; null for a guest's.</summary>
    public string? User { get; private init; }

    [JsonPropertyName("cart_id")]
    public string CartId { get; private init; }

    public static OperatorOrderBody Of(OrderBody shown, Engine.Order order) =>
        new(shown) { User = order.UserId, CartId = order.CartId.ToString() };
}
