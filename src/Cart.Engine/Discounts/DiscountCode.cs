using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Cart.Engine;

/// <summary>
/// Represents the code of a discount: 1 to 50 characters. Codes that differ only in case, width, invisible characters or blanks around them
/// are the same code, in every culture and also in a process without globalization.
/// </summary>
public readonly record struct DiscountCode
{
    /// <summary>The maximum length, in characters.</summary>
    public const int MaxLength = 50;

    private readonly string? _text;

    private DiscountCode(string text) => _text = text;

    /// <summary>Gets the code as it is displayed.</summary>
    public string Text => _text ?? "";

    /// <summary>What makes codes equal: the text in capitals, the same in every culture.</summary>
    public string Key => Text.ToUpperInvariant();

    /// <summary>
    /// Reads a code as a person types it: without invisible formatting characters (category Cf), in the compatible form (NFKC) of Unicode,
    /// and trimmed.
    /// </summary>
    /// <returns>False for a text that is empty, too long, not valid Unicode, or holds a control character.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out DiscountCode code)
    {
        code = default;
        if (string.IsNullOrWhiteSpace(text) || text.Length > 4 * MaxLength || !ShortText.IsUnicode(text))
        {
            return false;
        }

        var normal = CompatibleForm.Of(WithoutFormat(text)).Trim();
        if (normal.Length is < 1 or > MaxLength || normal.Any(char.IsControl) || normal.ToUpperInvariant().Length > MaxLength)
        {
            return false;
        }

        code = new DiscountCode(normal);
        return true;
    }

    /// <summary>Reads a code that is known to be one.</summary>
    /// <exception cref="FormatException">The text is no code.</exception>
    public static DiscountCode Parse(string text) => TryParse(text, out var code)
        ? code
        : throw new FormatException($"A discount code has 1 to {MaxLength} characters, and no control characters.");

    /// <summary>
    /// Returns the first character of the code that a discount may not be stored with, such as <c>U+E000</c>; null if there is none. Unicode
    /// does not say how an unassigned or private-use character looks, so a shopper could not type it.
    /// </summary>
    internal string? FindUnprintable()
    {
        foreach (var rune in Text.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse or UnicodeCategory.Control)
            {
                return $"U+{rune.Value:X4}";
            }
        }

        return null;
    }

    /// <summary>Returns a text that is a code.</summary>
    internal static string Checked(string text, [CallerArgumentExpression(nameof(text))] string? name = null)
    {
        ArgumentNullException.ThrowIfNull(text, name);
        return TryParse(text, out _) ? text : throw new ArgumentException($"A discount code has 1 to {MaxLength} characters.", name);
    }

    private static string WithoutFormat(string text)
    {
        if (Ascii.IsValid(text))
        {
            return text;
        }

        var kept = text.EnumerateRunes().Where(static rune => Rune.GetUnicodeCategory(rune) is not UnicodeCategory.Format);
        return string.Concat(kept.Select(static rune => rune.ToString()));
    }

    /// <inheritdoc/>
    public bool Equals(DiscountCode other) => Key == other.Key;

    /// <inheritdoc/>
    public override int GetHashCode() => Key.GetHashCode(StringComparison.Ordinal);

    /// <summary>Returns the code as it is displayed.</summary>
    public override string ToString() => Text;
}

/// <summary>
/// Unicode's compatible form (NFKC), from a table of the engine: <see cref="string.Normalize(NormalizationForm)"/> leaves a text as it is
/// in a process without globalization, and two processes of one shop must read a code the same way.
/// </summary>
internal sealed class CompatibleForm
{
    private const int HangulBase = 0xAC00;
    private const int HangulCount = 11172;
    private const int VowelBase = 0x1161;
    private const int VowelCount = 21;
    private const int TailBase = 0x11A7;
    private const int TailCount = 28;
    private const int LeadBase = 0x1100;
    private const int LeadCount = 19;

    private static readonly Lazy<CompatibleForm> Table = new(static () => new CompatibleForm());

    private readonly Dictionary<int, int[]> _decompositions = [];
    private readonly Dictionary<(int First, int Second), int> _pairs = [];
    private readonly Dictionary<int, byte> _classes = [];

    private CompatibleForm()
    {
        using var reader = new StreamReader(typeof(CompatibleForm).Assembly.GetManifestResourceStream("nfkc.txt")!);
        while (reader.ReadLine() is { } line)
        {
            var parts = line.Split(' ');
            switch (parts[0])
            {
                case "d":
                    _decompositions.Add(Hex(parts[1]), [.. parts[2..].Select(Hex)]);
                    break;
                case "p":
                    _pairs.Add((Hex(parts[1]), Hex(parts[2])), Hex(parts[3]));
                    break;
                case "c":
                    for (var character = Hex(parts[2]); character <= Hex(parts[^1]); character++)
                    {
                        _classes.Add(character, byte.Parse(parts[1], CultureInfo.InvariantCulture));
                    }

                    break;
            }
        }
    }

    /// <summary>Returns the compatible form of a text without lone surrogates.</summary>
    public static string Of(string text) => Ascii.IsValid(text) ? text : Table.Value.Compose(Table.Value.Decompose(text));

    private static int Hex(string text) => int.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private List<int> Decompose(string text)
    {
        var parts = new List<int>(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            foreach (var part in PartsOf(rune.Value))
            {
                // Marks stand in the order of their classes; those of one class stay in their own order.
                var place = parts.Count;
                var order = ClassOf(part);
                while (order > 0 && place > 0 && ClassOf(parts[place - 1]) > order)
                {
                    place--;
                }

                parts.Insert(place, part);
            }
        }

        return parts;
    }

    private int[] PartsOf(int character)
    {
        var syllable = character - HangulBase;
        if (syllable is < 0 or >= HangulCount)
        {
            return _decompositions.GetValueOrDefault(character) ?? [character];
        }

        var (lead, vowel, tail) = (syllable / (VowelCount * TailCount), syllable / TailCount % VowelCount, syllable % TailCount);
        return tail == 0 ? [LeadBase + lead, VowelBase + vowel] : [LeadBase + lead, VowelBase + vowel, TailBase + tail];
    }

    private string Compose(List<int> parts)
    {
        var composed = new List<int>(parts.Count);
        var (starter, lastClass) = (-1, 0);
        foreach (var part in parts)
        {
            var order = ClassOf(part);
            var isBlocked = starter < 0 || (lastClass != 0 ? lastClass >= order : composed.Count > starter + 1);
            if (!isBlocked && Pair(composed[starter], part) is { } whole)
            {
                composed[starter] = whole;
                continue;
            }

            (starter, lastClass) = (order == 0 ? composed.Count : starter, order);
            composed.Add(part);
        }

        var text = new StringBuilder(composed.Count);
        foreach (var character in composed)
        {
            text.Append(new Rune(character).ToString());
        }

        return text.ToString();
    }

    private int? Pair(int first, int second)
    {
        if (first - LeadBase is >= 0 and < LeadCount and var lead && second - VowelBase is >= 0 and < VowelCount and var vowel)
        {
            return HangulBase + (((lead * VowelCount) + vowel) * TailCount);
        }

        if (first - HangulBase is >= 0 and < HangulCount and var syllable && syllable % TailCount == 0
            && second - TailBase is > 0 and < TailCount and var tail)
        {
            return first + tail;
        }

        return _pairs.TryGetValue((first, second), out var whole) ? whole : null;
    }

    private int ClassOf(int character) => _classes.GetValueOrDefault(character);
}
