namespace Cart.Engine;

/// <summary>What became of the merges of other carts into one: taken over for ever, or refused up to an attempt.</summary>
internal sealed class InMemoryMerges
{
    private const long Taken = long.MaxValue;

    private readonly Dictionary<CartId, long> _sources = [];

    public bool WasTaken(CartId source) => _sources.GetValueOrDefault(source) == Taken;

    public bool IsRefused(CartId source, long attempt) => _sources.GetValueOrDefault(source) >= attempt;

    public void Take(CartId source) => _sources[source] = Taken;

    public void Refuse(CartId source, long attempt) => _sources[source] = Math.Max(attempt, _sources.GetValueOrDefault(source));

    public void Forget() => _sources.Clear();
}
