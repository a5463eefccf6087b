using System.Collections.Concurrent;

namespace Cart.Faults;

/// <summary>How many faults of each kind were injected.</summary>
internal sealed class FaultCounts
{
    private readonly ConcurrentDictionary<string, long> _counts = new();

    public IEnumerable<(string Kind, long Count)> All => _counts.OrderBy(static pair => pair.Key).Select(static pair => (pair.Key, pair.Value));

    public void Add(string kind, long count = 1) => _counts.AddOrUpdate(kind, count, (_, before) => before + count);
}
