using BenchmarkDotNet.Attributes;
using Cart.Engine;
using Cart.Redis;
using Microsoft.Extensions.Options;

namespace Cart.Benchmarks;

/// <summary>Whole calls of the store, from the command to the typed result, without the client and the server. P1 and P5 of the load tests have those.</summary>
[MemoryDiagnoser]
public class StoreBenchmarks
{
    private readonly AddLines _add = SampleCart.Addition(1);
    private readonly AddLines _addWithSnapshot = SampleCart.Addition(1) with { WithSnapshot = true };

    private RedisCartStore _store = null!;

    [GlobalSetup]
    public void Prepare() => _store = new RedisCartStore(
        AnsweringClient.Create(SampleCart.Answer(1), SampleCart.Hash(5)), Options.Create(new CartOptions()), TimeProvider.System);

    [Benchmark]
    public async ValueTask<long> Add() => (await _store.ApplyAsync(SampleCart.Id, _add)).Version;

    [Benchmark]
    public async ValueTask<long> AddWithSnapshot() => (await _store.ApplyAsync(SampleCart.Id, _addWithSnapshot)).Version;

    [Benchmark]
    public ValueTask<CartSnapshot> Get() => _store.GetAsync(SampleCart.Id);
}
