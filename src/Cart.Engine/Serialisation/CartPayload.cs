using System.Collections.Immutable;

namespace Cart.Engine;

/// <summary>Represents a serialised cart: its lines and its discount code. An import merges it into a cart.</summary>
/// <param name="Lines">The lines, each once, in the payload's order: quantities of 1 or more, or null as in <see cref="LineAssignment"/>.</param>
/// <param name="DiscountCode">The discount code; null if the payload has none.</param>
public sealed record CartPayload(ImmutableArray<LineAssignment> Lines, string? DiscountCode)
{
    /// <summary>Returns the payload of a cart. The format has one code: the first.</summary>
    public static CartPayload Of(CartSnapshot cart)
    {
        ArgumentNullException.ThrowIfNull(cart);
        return new CartPayload(
            [.. cart.Lines.Select(static line => new LineAssignment(line.Key, line.Quantity, line.UnitPrice))], cart.DiscountCodes.FirstOrDefault());
    }
}
