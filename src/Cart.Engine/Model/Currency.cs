using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Cart.Engine;

/// <summary>Represents a currency: its ISO 4217 code and its number of decimals.</summary>
public readonly record struct Currency
{
    private static readonly string[] Formats = ["F0", "F1", "F2", "F3", "F4"];

    private readonly string? _code;

    private Currency(string code, int decimals) => (_code, Decimals) = (code, decimals);

    /// <summary>Gets the US dollar.</summary>
    public static Currency Usd { get; } = Parse("USD");

    /// <summary>Gets the code: three capital letters.</summary>
    public string Code => _code ?? "";

    /// <summary>Gets the number of decimals of an amount: 0 for JPY, 3 for KWD, 2 for most currencies.</summary>
    public int Decimals { get; }

    /// <summary>Parses a three-letter code.</summary>
    /// <exception cref="FormatException">The text is not three capital letters.</exception>
    public static Currency Parse(string code) =>
        TryParse(code, out var currency) ? currency : throw new FormatException($"'{code}' is not a three-letter currency code.");

    /// <summary>Parses a three-letter code, and returns whether it is valid.</summary>
    public static bool TryParse([NotNullWhen(true)] string? code, out Currency currency)
    {
        var valid = code is { Length: 3 } && !code.AsSpan().ContainsAnyExceptInRange('A', 'Z');
        currency = valid ? new Currency(code!, DecimalsOf(code!)) : default;
        return valid;
    }

    /// <summary>Returns whether an amount has no more decimals than the currency.</summary>
    public bool Holds(decimal amount) => amount == decimal.Round(amount, Decimals);

    /// <summary>Rounds an amount half away from zero to exactly the currency's decimals: 1.005 to 1.01, and 16 to 16.00.</summary>
    public decimal Round(decimal amount) =>
        decimal.Round(amount, Decimals, MidpointRounding.AwayFromZero) + new decimal(0, 0, 0, isNegative: false, (byte)Decimals);

    /// <summary>Formats an amount with exactly the currency's decimals, such as <c>19.98</c>.</summary>
    public string Format(decimal amount) => amount.ToString(Formats[Decimals], CultureInfo.InvariantCulture);

    /// <summary>
    /// Formats an amount with at least the currency's decimals, and with more if it has more, such as <c>5.5</c> in JPY. Such amounts were stored
    /// while the shop had another currency.
    /// </summary>
    public string FormatExact(decimal amount) => Holds(amount) ? Format(amount) : amount.ToString("0.############################", CultureInfo.InvariantCulture);

    /// <summary>Formats an amount in UTF-8 like <see cref="Format(decimal)"/>, and returns its length. 31 bytes suffice for any line total.</summary>
    internal int Format(decimal amount, Span<byte> utf8) => amount.TryFormat(utf8, out var length, Formats[Decimals], CultureInfo.InvariantCulture)
        ? length
        : throw new ArgumentException("There is no room for the amount.", nameof(utf8));

    /// <summary>Formats an amount for display, such as <c>$19.98</c>. A currency without a symbol is shown by its code in front.</summary>
    public string Display(decimal amount)
    {
        var sign = Code switch
        {
            "USD" => "$",
            "EUR" => "€",
            "GBP" => "£",
            "JPY" => "¥",
            _ => Code + " ",
        };
        return amount < 0 ? $"-{sign}{Format(-amount)}" : sign + Format(amount);
    }

    /// <summary>Returns the code.</summary>
    public override string ToString() => Code;

    // The ISO 4217 currencies whose minor unit is not a hundredth.
    private static int DecimalsOf(string code) => code switch
    {
        "BIF" or "CLP" or "DJF" or "GNF" or "ISK" or "JPY" or "KMF" or "KRW" or "PYG" or "RWF" or "UGX" or "UYI" or "VND" or "VUV"
            or "XAF" or "XOF" or "XPF" => 0,
        "BHD" or "IQD" or "JOD" or "KWD" or "LYD" or "OMR" or "TND" => 3,
        "CLF" or "UYW" => 4,
        _ => 2,
    };
}
