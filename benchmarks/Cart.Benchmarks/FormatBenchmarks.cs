using BenchmarkDotNet.Attributes;
using Cart.Engine;

namespace Cart.Benchmarks;

/// <summary>The two forms in which carts are handed on.</summary>
[MemoryDiagnoser]
public class FormatBenchmarks
{
    private CartSnapshot _cart = null!;
    private byte[] _json = null!;
    private byte[] _messagePack = null!;

    [Params(5, 20, 500)]
    public int Lines { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        _cart = SampleCart.Snapshot(Lines);
        (_json, _messagePack) = (CartJson.Write(_cart), CartMessagePack.Write(_cart));
    }

    [Benchmark]
    public byte[] WriteJson() => CartJson.Write(_cart);

    [Benchmark]
    public CartPayload ReadJson() => CartJson.Read(_json);

    [Benchmark]
    public byte[] WriteMessagePack() => CartMessagePack.Write(_cart);

    [Benchmark]
    public CartPayload ReadMessagePack() => CartMessagePack.Read(_messagePack);
}
