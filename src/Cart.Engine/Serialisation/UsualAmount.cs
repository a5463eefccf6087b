namespace Cart.Engine;

/// <summary>Reads the amounts of nearly all carts, straight from UTF-8; gives up at any that has more digits.</summary>
internal static class UsualAmount
{
    // Up to so many digits fit 64 bits.
    private const int MaxDigits = 18;

    public static bool TryRead(ReadOnlySpan<byte> text, out decimal? amount)
    {
        amount = null;
        var point = text.IndexOf((byte)'.');
        var whole = point < 0 ? text.Length : point;
        var decimals = point < 0 ? 0 : text.Length - point - 1;
        if (whole == 0 || (decimals == 0 && point >= 0) || whole + decimals > MaxDigits || (text[0] == '0' && whole > 1))
        {
            return false;
        }

        var units = 0L;
        for (var i = 0; i < text.Length; i++)
        {
            var digit = text[i] - '0';
            if (i != point && (uint)digit > 9)
            {
                return false;
            }

            units = i == point ? units : (10 * units) + digit;
        }

        amount = new decimal((int)units, (int)(units >> 32), 0, isNegative: false, (byte)decimals);
        return true;
    }
}
