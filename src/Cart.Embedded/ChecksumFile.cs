namespace Cart.Embedded;

/// <summary>
/// The file <c>checksums</c> beside the carts: what the embedded server wrote where, and with which checksum. The server itself keeps no
/// checksums of its entries and starts empty on files that it cannot read.
/// </summary>
internal sealed class ChecksumFile : IDisposable
{
    private const string Name = "checksums";
    private const long MostBytes = 16L * 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly string _directory;
    private readonly WrittenRanges _ranges;
    private FileStream _file;
    private long _writes;
    private long _bytesWhenRewritten;

    private ChecksumFile(string directory, WrittenRanges ranges)
    {
        _directory = directory;
        _ranges = ranges;
        _file = Rewrite();
        _bytesWhenRewritten = _file.Length;
    }

    /// <summary>Opens the file of a directory, if the carts in the directory are as they were written.</summary>
    /// <param name="directory">The directory of the carts, which this process holds.</param>
    /// <param name="damage">What is wrong; null if nothing is.</param>
    /// <returns>The file; null if there is damage. Nothing was written then.</returns>
    public static ChecksumFile? Open(string directory, out CartDamage? damage)
    {
        var path = Path.Combine(directory, Name);
        var ranges = new WrittenRanges();
        if (File.Exists(path))
        {
            damage = Read(path, ranges) ?? CartDamage.Find(directory, ranges);
        }
        else
        {
            damage = FilesWithoutChecksums.Adopt(directory, ranges);
        }

        return damage is null ? new ChecksumFile(directory, ranges) : null;
    }

    /// <summary>Notes that a range is being written.</summary>
    public long Begin(string file, long offset, int length)
    {
        lock (_lock)
        {
            var write = ++_writes;
            _ranges.Begin(write, file, offset, offset + length);
            Append(ChecksumLine.Begin(write, file, offset, offset + length));
            return write;
        }
    }

    /// <summary>Notes what is on the disk. The last sector is a range of its own, because the next write often writes it again.</summary>
    public void End(long write, long offset, ReadOnlySpan<byte> bytes, int sector)
    {
        var split = bytes.Length > sector ? bytes.Length - sector : 0;
        WrittenRange[] ranges = split == 0
            ? [new WrittenRange(offset, bytes.Length, Checksum.Of(bytes))]
            : [new WrittenRange(offset, split, Checksum.Of(bytes[..split])), new WrittenRange(offset + split, sector, Checksum.Of(bytes[split..]))];
        lock (_lock)
        {
            _ranges.End(write, ranges);
            Append(ChecksumLine.End(write, ranges));
        }
    }

    /// <summary>Notes that a file or a directory is about to be deleted.</summary>
    public void Remove(string path)
    {
        lock (_lock)
        {
            _ranges.Remove(path);
            Append(ChecksumLine.Gone(path));

            // After a power cut the file must not be gone while it is still expected.
            _file.Flush(flushToDisk: true);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            try
            {
                Append(ChecksumLine.Closed);
            }
            catch (IOException)
            {
                // The disk is full: as after a crash, the last sector of the append-only file is not verified.
            }

            _file.Dispose();
        }
    }

    private static CartDamage? Read(string path, WrittenRanges ranges)
    {
        var bytes = File.ReadAllBytes(path).AsSpan();
        var isBroken = false;
        while (bytes.IndexOf((byte)'\n') is >= 0 and var end)
        {
            if (!ChecksumLine.TryDecode(bytes[..end], out var words))
            {
                isBroken = true;
            }
            else if (isBroken)
            {
                // Only the last line can be cut short by a crash.
                return new CartDamage(path, "a line in the middle is damaged");
            }
            else
            {
                ChecksumLine.Apply(words, ranges);
            }

            bytes = bytes[(end + 1)..];
        }

        return null;
    }

    private void Append(string words)
    {
        _file.Write(ChecksumLine.Encode(words));
        if (_file.Length > MostBytes + (4 * _bytesWhenRewritten) && !_ranges.IsWriting)
        {
            _file.Dispose();
            _file = Rewrite();
            _bytesWhenRewritten = _file.Length;
        }
    }

    private FileStream Rewrite()
    {
        var (path, next) = (Path.Combine(_directory, Name), Path.Combine(_directory, Name + ".new"));
        using (var file = PrivateFiles.Open(next, FileMode.Create, bufferSize: 65536))
        {
            foreach (var (name, ranges) in _ranges.Files)
            {
                foreach (var range in ranges)
                {
                    file.Write(ChecksumLine.Encode(ChecksumLine.Holds(name, range)));
                }
            }

            file.Flush(flushToDisk: true);
        }

        File.Move(next, path, overwrite: true);
        return PrivateFiles.Open(path, FileMode.Append, bufferSize: 0);
    }
}
