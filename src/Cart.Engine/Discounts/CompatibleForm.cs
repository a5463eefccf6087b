using System.Globalization;
using System.Text;

namespace Cart.Engine;

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
