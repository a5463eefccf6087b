using System.Collections.Immutable;

namespace Cart.Engine;

/// <summary>A cart as it is shown: one snapshot with what it costs, what its products are called, and what the shopper should know.</summary>
public sealed record CartView
{
    /// <summary>Gets the snapshot, with the lines.</summary>
    public required CartSnapshot Cart { get; init; }

    /// <summary>Gets what the cart costs; null if it is more than can be counted exactly, which a warning says.</summary>
    public required CartTotals? Totals { get; init; }

    /// <summary>Gets the shipping option that is selected; null if none is, or it is no longer offered, which a warning says.</summary>
    public ShippingOption? ShippingOption { get; init; }

    /// <summary>Gets what the shopper should know though nothing was refused, such as a price that has changed or a discount that has expired.</summary>
    public ImmutableArray<CartError> Warnings { get; init; } = [];

    /// <summary>Gets the products of the lines, as the catalog has them; those that it does not have, or all if it failed, are left out.</summary>
    public required IReadOnlyDictionary<ProductKey, Product> Products { get; init; }

    /// <summary>Gets when the cart expires unless it is changed before; null for a cart that does not exist yet, and for an order.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Gets the order that the cart became; null if it has not become one here.</summary>
    public Order? Order { get; init; }
}
