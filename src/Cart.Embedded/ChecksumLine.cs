using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Cart.Embedded;

/// <summary>A line of the file <c>checksums</c>: words with spaces between, behind the checksum of the line.</summary>
internal static class ChecksumLine
{
    /// <summary>The last line of a server that was stopped.</summary>
    public const string Closed = "closed";

    private const int ChecksumDigits = 8;

    public static string Begin(long write, string file, long offset, long end) => string.Create(CultureInfo.InvariantCulture, $"begin {write} {offset} {end} {file}");

    public static string End(long write, ReadOnlySpan<WrittenRange> ranges)
    {
        var line = new StringBuilder().Append(CultureInfo.InvariantCulture, $"end {write}");
        foreach (var range in ranges)
        {
            line.Append(CultureInfo.InvariantCulture, $" {range.Offset} {range.Length} {range.Checksum:x8}");
        }

        return line.ToString();
    }

    public static string Holds(string file, WrittenRange range) =>
        string.Create(CultureInfo.InvariantCulture, $"holds {range.Offset} {range.Length} {range.Checksum:x8} {file}");

    public static string Gone(string path) => $"gone {path}";

    public static byte[] Encode(string words)
    {
        var text = Encoding.UTF8.GetBytes(words);
        return [.. Encoding.ASCII.GetBytes(Checksum.Of(text).ToString("x8", CultureInfo.InvariantCulture)), (byte)' ', .. text, (byte)'\n'];
    }

    /// <summary>Reads the words of a line without its end; false if the line is not whole.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> line, [NotNullWhen(true)] out string? words)
    {
        words = null;
        if (line.Length <= ChecksumDigits + 1
            || !uint.TryParse(line[..ChecksumDigits], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var checksum)
            || Checksum.Of(line[(ChecksumDigits + 1)..]) != checksum)
        {
            return false;
        }

        words = Encoding.UTF8.GetString(line[(ChecksumDigits + 1)..]);
        return true;
    }

    /// <summary>Repeats on the ranges what a line says.</summary>
    public static void Apply(string words, WrittenRanges ranges)
    {
        var word = words.Split(' ');
        ranges.IsClosed = words == Closed;
        switch (word[0])
        {
            case "begin":
                ranges.Begin(Number(word[1]), string.Join(' ', word[4..]), Number(word[2]), Number(word[3]));
                break;
            case "end":
                ranges.End(Number(word[1]), [.. word[2..].Chunk(3).Select(static range => Range(range))]);
                break;
            case "holds":
                ranges.Add(string.Join(' ', word[4..]), Range(word[1..4]));
                break;
            case "gone":
                ranges.Remove(string.Join(' ', word[1..]));
                break;
            case Closed:
                break;
            default:
                throw new InvalidDataException($"'{word[0]}' is not known.");
        }
    }

    private static WrittenRange Range(string[] words) =>
        new(Number(words[0]), (int)Number(words[1]), uint.Parse(words[2], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));

    private static long Number(string word) => long.Parse(word, CultureInfo.InvariantCulture);
}
