using System.Globalization;

namespace Cart.Engine;

/// <summary>
/// Represents a quantity of one product, exact to a thousandth of a unit. All parsing, formatting and arithmetic of quantities is done here.
/// </summary>
/// <remarks>Stores and contracts hold whole numbers today, so a change with a fraction is refused as an invalid quantity.</remarks>
public readonly record struct Quantity : IComparable<Quantity>
{
    private const int Scale = 1000;

    private readonly long _thousandths;

    private Quantity(long thousandths) => _thousandths = thousandths;

    /// <summary>Gets the quantity 0.</summary>
    public static Quantity Zero => default;

    /// <summary>Gets the quantity 1.</summary>
    public static Quantity One { get; } = Whole(1);

    /// <summary>Gets the maximum quantity of a line: 2,147,483,647.</summary>
    public static Quantity Ceiling { get; } = Whole(int.MaxValue);

    /// <summary>Gets whether the quantity has no fraction.</summary>
    public bool IsWhole => _thousandths % Scale == 0;

    /// <summary>Gets the number of units. A fraction of a unit counts as one.</summary>
    public long Units => (_thousandths / Scale) + (_thousandths % Scale > 0 ? 1 : 0);

    /// <summary>Adds two quantities.</summary>
    /// <exception cref="OverflowException">The sum is far above the maximum quantity of a line.</exception>
    public static Quantity operator +(Quantity left, Quantity right) => new(checked(left._thousandths + right._thousandths));

    /// <summary>Subtracts a quantity.</summary>
    /// <exception cref="OverflowException">The difference is far below any valid quantity.</exception>
    public static Quantity operator -(Quantity left, Quantity right) => new(checked(left._thousandths - right._thousandths));

    /// <summary>Multiplies a quantity by a unit price, exactly.</summary>
    /// <exception cref="OverflowException">The product does not fit a decimal.</exception>
    public static decimal operator *(Quantity quantity, decimal unitPrice) => quantity.ToDecimal() * unitPrice;

    /// <summary>Returns whether one quantity is greater than another.</summary>
    public static bool operator >(Quantity left, Quantity right) => left._thousandths > right._thousandths;

    /// <summary>Returns whether one quantity is less than another.</summary>
    public static bool operator <(Quantity left, Quantity right) => left._thousandths < right._thousandths;

    /// <summary>Returns whether one quantity is at least another.</summary>
    public static bool operator >=(Quantity left, Quantity right) => left._thousandths >= right._thousandths;

    /// <summary>Returns whether one quantity is at most another.</summary>
    public static bool operator <=(Quantity left, Quantity right) => left._thousandths <= right._thousandths;

    /// <summary>Returns a number of whole units.</summary>
    /// <exception cref="OverflowException">The number is far above the maximum quantity of a line.</exception>
    public static Quantity Whole(long units) => new(checked(units * Scale));

    /// <summary>Returns a quantity that may have a fraction.</summary>
    /// <exception cref="ArgumentException">The number has more than three decimals.</exception>
    /// <exception cref="OverflowException">The number is far above the maximum quantity of a line.</exception>
    public static Quantity Of(decimal number) => decimal.Round(number, 3) == number
        ? new Quantity((long)(number * Scale))
        : throw new ArgumentException("A quantity has at most three decimals.", nameof(number));

    /// <summary>Returns the smaller of two quantities.</summary>
    internal static Quantity Min(Quantity left, Quantity right) => left < right ? left : right;

    /// <summary>Returns the larger of two quantities.</summary>
    internal static Quantity Max(Quantity left, Quantity right) => left > right ? left : right;

    /// <summary>Parses a quantity: an optional sign, digits, and at most three decimals after a point.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Quantity quantity)
    {
        var parsed = decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && Math.Abs(number) <= int.MaxValue && decimal.Round(number, 3) == number;
        quantity = parsed ? Of(number) : default;
        return parsed;
    }

    /// <summary>Returns the number, for stores and contracts that can hold a fraction.</summary>
    public decimal ToDecimal() => IsWhole ? _thousandths / Scale : _thousandths / (decimal)Scale;

    /// <summary>Returns the number of whole units, for stores and contracts that hold no fraction.</summary>
    /// <exception cref="InvalidOperationException">The quantity has a fraction.</exception>
    /// <exception cref="OverflowException">There are more than 2,147,483,647 units.</exception>
    public int ToInt32() => checked((int)ToInt64());

    /// <inheritdoc/>
    public int CompareTo(Quantity other) => _thousandths.CompareTo(other._thousandths);

    /// <summary>Returns the decimal digits.</summary>
    public override string ToString() => ToDecimal().ToString(CultureInfo.InvariantCulture);

    /// <inheritdoc cref="ToInt32"/>
    internal long ToInt64() => IsWhole ? _thousandths / Scale : throw new InvalidOperationException($"The quantity {this} has a fraction.");
}
