using System.Globalization;

namespace Cart.Redis;

/// <summary>Reads the digits of a price, as <see cref="Cart.Engine.Currency.Format(decimal)"/> writes them.</summary>
internal static class Price
{
    // Up to so many digits fit 64 bits.
    private const int Digits = 18;

    public static bool TryRead(ReadOnlySpan<byte> text, out decimal price)
    {
        var point = text.IndexOf((byte)'.');
        var decimals = point < 0 ? 0 : text.Length - point - 1;
        if (text.Length > Digits || decimals > 4)
        {
            return decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out price);
        }

        var units = 0L;
        for (var i = 0; i < text.Length; i++)
        {
            var digit = text[i] - '0';
            if (i != point && (uint)digit > 9)
            {
                price = 0;
                return false;
            }

            units = i == point ? units : (10 * units) + digit;
        }

        price = new decimal((int)units, (int)(units >> 32), 0, isNegative: false, (byte)decimals);
        return text.Length > 0;
    }
}
