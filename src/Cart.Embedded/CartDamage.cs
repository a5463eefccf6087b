using System.Globalization;
using Cart.Engine;

namespace Cart.Embedded;

/// <summary>A file of the carts that is not as the embedded server left it.</summary>
/// <param name="File">The whole path.</param>
/// <param name="What">What is wrong with it, as the end of a sentence.</param>
internal sealed record CartDamage(string File, string What)
{
    /// <summary>The name of the finding, by which an operator can accept the loss.</summary>
    public const string Finding = "embedded_damage";

    private const string AppendOnlyFile = "AOF/aof.log.";

    /// <summary>Compares the files of a directory with what is known to be on the disk.</summary>
    public static CartDamage? Find(string directory, WrittenRanges known)
    {
        // A power cut can lose the last lines of the checksums. Of what they would say only one range is known otherwise: the end of the
        // append-only file, which each commit writes again.
        var uncertain = known.IsClosed ? null : known.Files.Select(static file => file.File)
            .Where(static file => file.StartsWith(AppendOnlyFile, StringComparison.Ordinal)).MaxBy(Segment);
        return known.Files
            .Select(file => Find(Path.Combine(directory, file.File), file.File == uncertain ? file.Ranges.SkipLast(1) : file.Ranges))
            .FirstOrDefault(static damage => damage is not null);
    }

    /// <summary>The finding that refuses the start.</summary>
    /// <param name="directory">The directory of the carts.</param>
    public CheckFinding ToFinding(string directory) => new(
        Finding,
        CheckLevel.Refuse,
        $"{File}: {What}",
        "The carts cannot be restored completely. The files were left as they are, and nothing was written to them.",
        $"Restore {directory} from a backup. Or accept the loss: then the files are moved to {directory}.damaged-… and the shop starts without carts. "
        + "Orders are in another file and keep what they have.");

    private static CartDamage? Find(string path, IEnumerable<WrittenRange> ranges)
    {
        if (!System.IO.File.Exists(path))
        {
            return new CartDamage(path, "the file is missing");
        }

        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        var buffer = Array.Empty<byte>();
        foreach (var range in ranges)
        {
            if (file.Length < range.End)
            {
                return new CartDamage(path, Text($"the file has {file.Length:N0} bytes; {range.End:N0} or more were written"));
            }

            buffer = buffer.Length < range.Length ? new byte[range.Length] : buffer;
            file.Position = range.Offset;
            file.ReadExactly(buffer, 0, range.Length);
            if (Checksum.Of(buffer.AsSpan(0, range.Length)) != range.Checksum)
            {
                return new CartDamage(path, Text($"the {range.Length:N0} bytes from byte {range.Offset:N0} on are not what was written there"));
            }
        }

        return null;
    }

    private static int Segment(string file) =>
        int.TryParse(file.AsSpan(AppendOnlyFile.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var segment) ? segment : -1;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
