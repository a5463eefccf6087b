using System.Diagnostics.CodeAnalysis;

namespace Cart.Engine;

/// <summary>Represents the new values of a line: in a change that sets lines, and in a serialised cart.</summary>
/// <remarks>A payload has many of these. Flags say which values are given, because they take less memory than nullable values.</remarks>
public sealed record LineAssignment
{
    private readonly Quantity _quantity;
    private readonly decimal _price;
    private readonly Given _given;

    /// <summary>Initializes an assignment.</summary>
    /// <param name="key">The line.</param>
    /// <param name="quantity">The new quantity: greater than 0, 0 to remove the line, null to keep it.</param>
    /// <param name="unitPrice">The new unit price: 0 or more, with no more decimals than the currency; null to keep it.</param>
    public LineAssignment(LineKey key, Quantity? quantity, decimal? unitPrice = null) => (Key, Quantity, UnitPrice) = (key, quantity, unitPrice);

    /// <summary>Initializes the assignment of a line without attributes, to whole units.</summary>
    /// <param name="product">The product.</param>
    /// <param name="units">The new number of units: 1 or more, 0 to remove the line, null to keep it.</param>
    /// <param name="unitPrice">The new unit price; null to keep it.</param>
    public LineAssignment(ProductKey product, int? units, decimal? unitPrice = null)
        : this(LineKey.Of(product), units is { } whole ? Engine.Quantity.Whole(whole) : null, unitPrice)
    {
    }

    [Flags]
    private enum Given : byte
    {
        Quantity = 1,
        UnitPrice = 2,
        PriceIfMore = 4,
    }

    /// <summary>Gets the line.</summary>
    public LineKey Key { get; init; }

    /// <summary>Gets the product.</summary>
    public ProductKey Product => Key.Product;

    /// <summary>Gets the new quantity: greater than 0, 0 to remove the line, null to keep it. A new line then has 1.</summary>
    public Quantity? Quantity
    {
        get => Has(Given.Quantity) ? _quantity : null;
        init => (_quantity, _given) = (value ?? default, With(Given.Quantity, value is not null));
    }

    /// <summary>Gets the new unit price: 0 or more, with no more decimals than the currency; null to keep it. A new line must have one.</summary>
    public decimal? UnitPrice
    {
        get => Has(Given.UnitPrice) ? _price : null;
        init => (_price, _given) = (value ?? default, With(Given.UnitPrice, value is not null) & ~Given.PriceIfMore);
    }

    /// <summary>
    /// Gets the unit price that the line takes if it gains units: 0 or more, with no more decimals than the currency. Used only if
    /// <see cref="UnitPrice"/> is null. Default null: the line keeps its price.
    /// </summary>
    internal decimal? PriceIfMore
    {
        get => Has(Given.PriceIfMore) ? _price : null;
        init => (_price, _given) = Has(Given.UnitPrice) ? (_price, _given) : (value ?? default, With(Given.PriceIfMore, value is not null));
    }

    /// <summary>Gets the name under which the line was read, for error messages. Default: its key.</summary>
    [AllowNull]
    internal string Name
    {
        // Created on demand, for a refusal. The key's own text is not stored, so that equal lines are equal.
        get => field ?? Key.ToString();
        init => field = value == Key.ToString() ? null : value;
    }

    private bool Has(Given what) => (_given & what) != 0;

    private Given With(Given what, bool isGiven) => isGiven ? _given | what : _given & ~what;
}
