using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Cart.Engine;

/// <summary>What a serialised cart says: its lines and the code of its discount. Restoring it merges it into a cart.</summary>
/// <param name="Lines">The lines, each product once, in the order of the payload.</param>
/// <param name="DiscountCode">The code of the discount; null if the payload names none.</param>
public sealed record CartPayload(ImmutableArray<CartPayloadLine> Lines, string? DiscountCode)
{
    /// <summary>Returns what a cart says when it is serialised.</summary>
    public static CartPayload Of(CartSnapshot cart)
    {
        ArgumentNullException.ThrowIfNull(cart);
        return new CartPayload(
            [.. cart.Lines.Select(static line => new CartPayloadLine(line.Product, line.Quantity, line.UnitPrice))], cart.DiscountCode);
    }
}

/// <summary>One line of a serialised cart.</summary>
/// <param name="Product">The product.</param>
/// <param name="Quantity">1 or more; null to keep what is there, or 1 for a new line.</param>
/// <param name="UnitPrice">0 or more; null to keep what is there. A new line must have one.</param>
public sealed record CartPayloadLine(ProductKey Product, Quantity? Quantity, decimal? UnitPrice)
{
    /// <summary>The key under which the line was read, for refusals that point at it. Default: the product's.</summary>
    [AllowNull]
    public string Key
    {
        // Made when it is asked for, which is in a refusal; the product's own is not kept, so that equal lines are equal.
        get => field ?? Product.ToString();
        init => field = value == Product.ToString() ? null : value;
    }
}
