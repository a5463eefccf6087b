using System.Net;

namespace Cart.LoadTest;

/// <summary>P8: <c>POST /cart/items</c> on Kestrel, against an endpoint of the same application that does nothing and answers the same bytes.</summary>
internal sealed class HttpTarget : ITarget
{
    private const int Connections = 64;

    private static readonly TimeSpan Time = TimeSpan.FromSeconds(3);

    public string Id => "P8";

    public string Subject => "adds a second over HTTP";

    public async Task<IReadOnlyList<TargetRow>> MeasureAsync(TargetBench bench, CancellationToken cancellationToken)
    {
        await using var site = await CartSite.StartAsync(bench.Redis.Addresses, cancellationToken);
        var answer = Answer(new IPEndPoint(IPAddress.Loopback, site.Address.Port));
        site.AnswerNothingWith(answer);
        var measured = await bench.Rounds.InTurnAsync(Id, cancellationToken, () => LoadAsync(CartSite.Nothing), () => LoadAsync("/cart/items"));
        return
        [
            new TargetRow
            {
                Id = "P8",
                What = $"POST /cart/items over 64 connections, answers of {answer.Length} B",
                Unit = "requests/s",
                Values = [.. measured[1].Select(static figures => figures.Rate)],
                Against = "an endpoint that does nothing",
                References = [.. measured[0].Select(static figures => figures.Rate)],
                Rule = TargetRule.RatioAtLeast(0.45),
                Note = "the client is one thread of another process on the same cores, the same for both",
            },
            new TargetRow
            {
                Id = "P8b",
                What = "time of an answer under 64 connections, 99 of 100",
                Unit = "µs",
                Values = [.. measured[1].Select(static figures => figures.P99)],
                Against = "its median",
                References = [.. measured[1].Select(static figures => figures.P50)],
                Rule = TargetRule.RatioAtMost(4),
            },
        ];

        Task<HttpFigures> LoadAsync(string path) => HttpClientProcess.RunAsync(site.Address, path, Connections, Time, cancellationToken);
    }

    private static byte[] Answer(IPEndPoint server)
    {
        using var connection = new HttpConnection(server);
        return connection.FillCart();
    }
}
