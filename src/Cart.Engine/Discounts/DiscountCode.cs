using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Cart.Engine;

/// <summary>
/// Represents a discount code: 1 to 50 characters. Codes that differ only in case, width, invisible characters or surrounding blanks are equal,
/// in every culture and also without globalization.
/// </summary>
public readonly record struct DiscountCode
{
    /// <summary>The maximum length, in characters.</summary>
    public const int MaxLength = 50;

    private readonly string? _text;

    private DiscountCode(string text) => _text = text;

    /// <summary>Gets the code in its display form.</summary>
    public string Text => _text ?? "";

    /// <summary>Gets the key for comparison: the text in capitals, the same in every culture.</summary>
    public string Key => Text.ToUpperInvariant();

    /// <summary>
    /// Parses a code as a person types it: removes invisible formatting characters (category Cf), applies Unicode's compatible form (NFKC), and
    /// trims it.
    /// </summary>
    /// <returns>False if the text is empty, too long, not valid Unicode, or contains a control character.</returns>
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

    /// <summary>Parses a text that is known to be a code.</summary>
    /// <exception cref="FormatException">The text is not a code.</exception>
    public static DiscountCode Parse(string text) => TryParse(text, out var code)
        ? code
        : throw new FormatException($"A discount code has 1 to {MaxLength} characters, and no control characters.");

    /// <summary>
    /// Returns the first character with which no discount may be stored, such as <c>U+E000</c>; null if none exists. Unicode does not define how
    /// an unassigned or private-use character looks, so a shopper could not type it.
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

    /// <summary>Returns the text if it is a code; otherwise, throws.</summary>
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

    /// <summary>Returns the code in its display form.</summary>
    public override string ToString() => Text;
}

/// <summary>
/// Implements Unicode's compatible form (NFKC) with a table. <see cref="string.Normalize(NormalizationForm)"/> does nothing in a process
/// without globalization, and all processes of a shop must read a code the same way.
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
                // Sorts marks by their class. Marks of one class keep their order.
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
