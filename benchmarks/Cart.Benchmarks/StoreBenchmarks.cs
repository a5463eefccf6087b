using BenchmarkDotNet.Attributes;
using Cart.Engine;
using Cart.Redis;
using Microsoft.Extensions.Options;

namespace Cart.Benchmarks;

/// <summary>Whole calls of the store, from the command to the typed result, without the client and the server. P1 and P5 of the load tests have those.</summary>
/// <remarks>A public method cannot return the internal result, so these wait for it as BenchmarkDotNet would.</remarks>
[MemoryDiagnoser]
public class StoreBenchmarks
{
    private readonly AddLines _add = SampleCart.Addition(1);
    private readonly AddLines _addWithSnapshot = SampleCart.Addition(1) with { WithSnapshot = true };

    private readonly ManualResetEventSlim _done = new();
    private readonly Action _setDone;

    private RedisCartStore _store = null!;

    public StoreBenchmarks() => _setDone = _done.Set;

    [GlobalSetup]
    public void Prepare() => _store = new RedisCartStore(
        RedisLink.Of(AnsweringClient.Create(SampleCart.Answer(1), SampleCart.Hash(5))), Options.Create(new CartOptions()), TimeProvider.System,
        CartKeys.Default);

    [Benchmark]
    public long Add() => Wait(_store.ApplyAsync(SampleCart.Id, _add));

    [Benchmark]
    public long AddWithSnapshot() => Wait(_store.ApplyAsync(SampleCart.Id, _addWithSnapshot));

    [Benchmark]
    public ValueTask<CartSnapshot> Get() => _store.GetAsync(SampleCart.Id);

    private long Wait(ValueTask<CartResult> asked)
    {
        var awaiter = asked.ConfigureAwait(false).GetAwaiter();
        if (!awaiter.IsCompleted)
        {
            _done.Reset();
            awaiter.UnsafeOnCompleted(_setDone);
            _done.Wait();
        }

        return awaiter.GetResult().Version;
    }
}
