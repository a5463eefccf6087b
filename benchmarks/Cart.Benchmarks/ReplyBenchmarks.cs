using BenchmarkDotNet.Attributes;
using Cart.Engine;
using Cart.Redis;
using StackExchange.Redis;

namespace Cart.Benchmarks;

/// <summary>What becomes of Redis' answers: the lines that a change was about, and a whole cart.</summary>
[MemoryDiagnoser]
public class ReplyBenchmarks
{
    private static readonly CartLimits Limits = new(new CartOptions());

    private AddLines _add = null!;
    private RedisResult _answer = null!;
    private HashEntry[] _hash = null!;

    [Params(1, 5, 20, 500)]
    public int Lines { get; set; }

    [GlobalSetup]
    public void Prepare() => (_add, _answer, _hash) = (SampleCart.Addition(Lines), SampleCart.Answer(Lines), SampleCart.Hash(Lines));

    [Benchmark]
    public object Change() => ScriptReply.ToResult(SampleCart.Id, _add, _answer, Limits, out _);

    [Benchmark]
    public CartSnapshot Snapshot() => CartHash.ToSnapshot(SampleCart.Id, Currency.Usd, _hash);
}
