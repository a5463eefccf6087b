using System.Collections.Immutable;

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
