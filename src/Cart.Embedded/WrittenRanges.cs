namespace Cart.Embedded;

/// <summary>A range of a file and the checksum of what was written there.</summary>
internal readonly record struct WrittenRange(long Offset, int Length, uint Checksum)
{
    public long End => Offset + Length;
}

/// <summary>
/// The ranges of files that are known to be on the disk, with their checksums. A write takes effect here when it ends; while it runs, and
/// after a crash during it, nothing is known of the range.
/// </summary>
internal sealed class WrittenRanges
{
    private readonly Dictionary<string, SortedList<long, WrittenRange>> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<long, (string File, long Offset, long End)> _running = [];

    public IEnumerable<(string File, IEnumerable<WrittenRange> Ranges)> Files => _files.Select(static file => (file.Key, file.Value.Values.AsEnumerable()));

    /// <summary>Gets or sets whether the server was stopped, so that no later write is missing here.</summary>
    public bool IsClosed { get; set; }

    public bool IsWriting => _running.Count > 0;

    /// <summary>Forgets what is known of a range, because it is being written.</summary>
    public void Begin(long write, string file, long offset, long end)
    {
        // The end of two writes that overlap does not say which of them is on the disk.
        foreach (var (other, range) in _running.Where(running => running.Value.File == file && running.Value.Offset < end && offset < running.Value.End).ToList())
        {
            _running.Remove(other);
            (offset, end) = (Math.Min(offset, range.Offset), Math.Max(end, range.End));
        }

        Forget(file, offset, end);
        _running[write] = (file, offset, end);
    }

    /// <summary>Records what a write left on the disk.</summary>
    public void End(long write, ReadOnlySpan<WrittenRange> ranges)
    {
        if (!_running.Remove(write, out var running))
        {
            return;
        }

        foreach (var range in ranges)
        {
            Add(running.File, range);
        }
    }

    public void Add(string file, WrittenRange range)
    {
        if (!_files.TryGetValue(file, out var known))
        {
            _files[file] = known = [];
        }

        known[range.Offset] = range;
    }

    /// <summary>Forgets a file, or all files of a directory.</summary>
    public void Remove(string path)
    {
        foreach (var file in _files.Keys.Where(file => file == path || file.StartsWith(path + "/", StringComparison.Ordinal)).ToList())
        {
            _files.Remove(file);
        }
    }

    private void Forget(string file, long offset, long end)
    {
        if (!_files.TryGetValue(file, out var known))
        {
            return;
        }

        for (var index = FirstThatEndsAfter(known.Values, offset); index < known.Count && known.Values[index].Offset < end;)
        {
            known.RemoveAt(index);
        }
    }

    private static int FirstThatEndsAfter(IList<WrittenRange> ranges, long offset)
    {
        var (low, high) = (0, ranges.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = ranges[middle].End <= offset ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
