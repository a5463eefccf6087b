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

    private readonly ScriptCalls _calls = new(new CartOptions(), TimeProvider.System);
    private AddLines _add = null!;
    private ScriptCall _call;
    private RedisResult _answer = null!;
    private HashEntry[] _hash = null!;

    [Params(1, 5, 20, 500)]
    public int Lines { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        (_add, _answer, _hash) = (SampleCart.Addition(Lines), SampleCart.Answer(Lines), SampleCart.Hash(Lines));
        _call = _calls.Of(_add);
    }

    [Benchmark]
    public object Change() => ScriptReply.ToResult(SampleCart.Id, _add, _call, _answer, Limits, out _);

    [Benchmark]
    public CartSnapshot Snapshot() => CartLayout.ToSnapshot(SampleCart.Id, Currency.Usd, _hash);
}
