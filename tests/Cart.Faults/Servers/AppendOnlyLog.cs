using System.Globalization;
using System.Text;

namespace Cart.Faults;

/// <summary>
/// Shortens the append-only file of a stopped Redis. A killed process loses nothing that it wrote, because the kernel still has it;
/// only a power failure does. Cutting the end of the file is how a test gets the state after a power failure.
/// </summary>
internal sealed class AppendOnlyLog
{
    private const string Folder = "appendonlydir";
    private const string Manifest = "appendonly.aof.manifest";
    private readonly byte[] _bytes;
    private readonly List<int> _starts = [];
    private int _position;
    private int _end;

    private AppendOnlyLog(byte[] bytes)
    {
        _bytes = bytes;
    }

    /// <summary>
    /// Cuts the last commands off the newest increment and returns how many there were to cut. A transaction is one command; an end
    /// that was torn already goes too, uncounted. What Redis has folded into its base file is out of reach.
    /// </summary>
    public static async Task<int> CutTailAsync(string dataFolder, int commands, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(commands);
        string path = await NewestIncrementAsync(Path.Combine(dataFolder, Folder), cancellationToken);
        AppendOnlyLog log = new(await File.ReadAllBytesAsync(path, cancellationToken));
        log.FindCommands();

        int cut = Math.Min(commands, log._starts.Count);
        await using FileStream file = new(path, FileMode.Open, FileAccess.Write);
        file.SetLength(cut == 0 ? log._end : log._starts[^cut]);
        return cut;
    }

    /// <summary>The manifest names the files in the order in which Redis loads them; it appends to the last increment.</summary>
    private static async Task<string> NewestIncrementAsync(string folder, CancellationToken cancellationToken)
    {
        string[] lines = await File.ReadAllLinesAsync(Path.Combine(folder, Manifest), cancellationToken);
        string increment = lines.Select(line => line.Split(' ')).Last(words => words is ["file", _, .., "type", "i"])[1];
        return Path.Combine(folder, increment);
    }

    /// <summary>
    /// Notes where each command starts. A transaction starts at its MULTI and exists only once its EXEC is there, so it is never
    /// split. A SELECT only says which database the next command is for, so it is no command of its own.
    /// </summary>
    private void FindCommands()
    {
        int? transaction = null;
        while (TryReadCommand(out int start, out string name))
        {
            if (name == "MULTI")
            {
                transaction = start;
                continue;
            }

            if (transaction is not null && name != "EXEC")
            {
                continue;
            }

            if (name != "SELECT")
            {
                _starts.Add(transaction ?? start);
            }

            transaction = null;
            _end = _position;
        }
    }

    /// <summary>Reads one command in Redis's wire format; false at the end, also when the last command is incomplete.</summary>
    private bool TryReadCommand(out int start, out string name)
    {
        name = "";
        SkipAnnotations();
        start = _position;
        if (!TryReadNumber('*', out int parts))
        {
            return false;
        }

        for (int part = 0; part < parts; part++)
        {
            if (!TryReadNumber('$', out int length) || _position + length + 2 > _bytes.Length)
            {
                return false;
            }

            name = part == 0 ? Encoding.ASCII.GetString(_bytes, _position, length).ToUpperInvariant() : name;
            _position += length + 2;
        }

        return true;
    }

    /// <summary>With aof-timestamp-enabled Redis writes lines such as "#TS:1700000000" between the commands.</summary>
    private void SkipAnnotations()
    {
        while (_position < _bytes.Length && _bytes[_position] == '#' && TryReadLine(out _))
        {
        }
    }

    private bool TryReadNumber(char prefix, out int number)
    {
        number = 0;
        int start = _position;
        if (!TryReadLine(out string line))
        {
            return false;
        }

        bool isWellFormed = line.StartsWith(prefix) && int.TryParse(line.AsSpan(1), CultureInfo.InvariantCulture, out number);
        return isWellFormed ? true : throw new InvalidDataException($"Expected '{prefix}' and a number at byte {start}, found '{line}'.");
    }

    private bool TryReadLine(out string line)
    {
        int length = _bytes.AsSpan(_position).IndexOf("\r\n"u8);
        line = length < 0 ? "" : Encoding.ASCII.GetString(_bytes, _position, length);
        _position += length < 0 ? 0 : length + 2;
        return length >= 0;
    }
}
