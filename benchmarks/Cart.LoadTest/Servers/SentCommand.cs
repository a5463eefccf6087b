using System.Text;

namespace Cart.LoadTest;

/// <summary>A command as a client sent it.</summary>
/// <param name="Name">Its name, in lower case.</param>
/// <param name="Arguments">Its arguments, byte by byte.</param>
internal sealed record SentCommand(string Name, byte[][] Arguments)
{
    /// <summary>Reads a line of <c>MONITOR</c>; null if a script sent the command, or it is no line of a command.</summary>
    public static SentCommand? Parse(string line)
    {
        var open = line.IndexOf('[', StringComparison.Ordinal);
        var close = line.IndexOf(']', StringComparison.Ordinal);
        if (open < 0 || close < open || line.AsSpan(open, close - open).Contains(" lua", StringComparison.Ordinal))
        {
            return null;
        }

        var words = Words(line.AsSpan(close + 1));
        return words.Count == 0 ? null : new SentCommand(Encoding.Latin1.GetString(words[0]).ToLowerInvariant(), [.. words.Skip(1)]);
    }

    private static List<byte[]> Words(ReadOnlySpan<char> text)
    {
        var words = new List<byte[]>();
        var word = new List<byte>();
        var inside = false;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '"')
            {
                if (inside)
                {
                    words.Add([.. word]);
                    word.Clear();
                }

                inside = !inside;
            }
            else if (inside)
            {
                word.Add(text[i] == '\\' ? Escaped(text, ref i) : (byte)text[i]);
            }
        }

        return words;
    }

    private static byte Escaped(ReadOnlySpan<char> text, ref int at)
    {
        switch (text[++at])
        {
            case 'x':
                at += 2;
                return byte.Parse(text.Slice(at - 1, 2), System.Globalization.NumberStyles.AllowHexSpecifier, System.Globalization.CultureInfo.InvariantCulture);
            case 'n': return (byte)'\n';
            case 'r': return (byte)'\r';
            case 't': return (byte)'\t';
            case 'a': return 7;
            case 'b': return 8;
            default: return (byte)text[at];
        }
    }
}
