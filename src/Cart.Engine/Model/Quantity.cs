using System.Globalization;

namespace Cart.Engine;

/// <summary>
/// A number of units of one product. The one place where quantities are parsed, printed, added and multiplied.
/// </summary>
/// <param name="Value">The number of units. A line of a cart holds 1 or more; a refused command may carry anything.</param>
public readonly record struct Quantity(int Value) : IComparable<Quantity>
{
    /// <summary>The greatest quantity that a line can hold at all: 2,147,483,647.</summary>
    public static Quantity Ceiling { get; } = new(int.MaxValue);

    /// <summary>Takes a whole number as a quantity.</summary>
    public static implicit operator Quantity(int value) => new(value);

    /// <summary>Prices a quantity, exactly.</summary>
    /// <exception cref="OverflowException">The product does not fit a decimal.</exception>
    public static decimal operator *(Quantity quantity, decimal unitPrice) => quantity.Value * unitPrice;

    /// <summary>Tells whether one quantity is greater than another.</summary>
    public static bool operator >(Quantity left, Quantity right) => left.Value > right.Value;

    /// <summary>Tells whether one quantity is less than another.</summary>
    public static bool operator <(Quantity left, Quantity right) => left.Value < right.Value;

    /// <summary>Tells whether one quantity is at least another.</summary>
    public static bool operator >=(Quantity left, Quantity right) => left.Value >= right.Value;

    /// <summary>Tells whether one quantity is at most another.</summary>
    public static bool operator <=(Quantity left, Quantity right) => left.Value <= right.Value;

    /// <summary>Adds two quantities unless the sum passes <see cref="Ceiling"/>.</summary>
    public static bool TryAdd(Quantity left, Quantity right, out Quantity sum)
    {
        var wide = (long)left.Value + right.Value;
        sum = unchecked((int)wide);
        return wide is >= int.MinValue and <= int.MaxValue;
    }

    /// <summary>Reads a quantity as the stores write it: an optional sign and decimal digits.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Quantity quantity)
    {
        var parsed = int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value);
        quantity = value;
        return parsed;
    }

    /// <inheritdoc/>
    public int CompareTo(Quantity other) => Value.CompareTo(other.Value);

    /// <summary>Returns the decimal digits.</summary>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
