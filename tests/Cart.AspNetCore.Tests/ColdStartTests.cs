using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using Cart.Testing;

namespace Cart.AspNetCore.Tests;

/// <summary>The first requests after a start, all at once, are answered as any others.</summary>
public sealed class ColdStartTests : IDisposable
{
    private const int Requests = 200;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Two_hundred_adds_right_after_a_start_are_all_answered_soon()
    {
        await using var shop = await StorefrontProcess.StartAsync(
            _directory.Path,
            environment:
            [
                ("ConnectionStrings__Redis", await RedisServer.ConnectionStringAsync()),
                ("ConnectionStrings__Postgres", await PostgresServer.ConnectionStringAsync()),
                ("Cart__Redis__KeyPrefix", $"shop-{Guid.NewGuid():N}"[..16]),
            ]);

        var answers = await Task.WhenAll(Enumerable.Range(0, Requests).Select(_ => AddAsync(shop.Client)));

        var slowest = answers.Max(static answer => answer.Took);
        TestContext.Current.SendDiagnosticMessage($"The slowest of {Requests} took {slowest.TotalMilliseconds:F0} ms.");
        Assert.All(answers, static answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        Assert.True(slowest < Longest, $"The slowest of {Requests} took {slowest.TotalMilliseconds:F0} ms.");
    }

    private static async Task<(HttpStatusCode Status, TimeSpan Took)> AddAsync(HttpClient client)
    {
        var began = Stopwatch.GetTimestamp();
        using var response = await client.PostAsJsonAsync("/cart/items", new { content_type_id = 7, object_id = 42 }, Cancellation);
        return (response.StatusCode, Stopwatch.GetElapsedTime(began));
    }
}
