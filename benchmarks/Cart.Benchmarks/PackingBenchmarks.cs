using BenchmarkDotNet.Attributes;
using Cart.Engine;
using Cart.Redis;
using StackExchange.Redis;

namespace Cart.Benchmarks;

/// <summary>The arguments of the script that adds lines.</summary>
[MemoryDiagnoser]
public class PackingBenchmarks
{
    private readonly ScriptCalls _calls = new(new CartOptions(), TimeProvider.System);
    private AddLines _add = null!;

    [Params(1, 5, 20)]
    public int Lines { get; set; }

    [GlobalSetup]
    public void Prepare() => _add = SampleCart.Addition(Lines);

    [Benchmark]
    public RedisValue[] Arguments() => _calls.Of(_add).Arguments;
}
