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
                Values = [.. measured[1].Select(static load => load.Figures.Rate)],
                Against = "an endpoint that does nothing",
                References = [.. measured[0].Select(static load => load.Figures.Rate)],
                Rule = TargetRule.RatioAtLeast(0.45),
                Note = "the client is one thread of another process on the same cores, the same for both",
            },
            new TargetRow
            {
                Id = "P8b",
                What = "time of an answer under 64 connections, 99 of 100",
                Unit = "µs",
                Values = [.. measured[1].Select(static load => load.Figures.P99)],
                Against = "its median",
                References = [.. measured[1].Select(static load => load.Figures.P50)],
                Rule = TargetRule.RatioAtMost(4),
            },
            Cost("P8t", "processor time of the server for a request", "µs", TargetRule.RatioAtMost(3), static load => load.Microseconds),
            Cost("P8m", "memory that the server allocates for a request", "B", TargetRule.DifferenceAtMost(16 * 1024), static load => load.Bytes),
        ];

        TargetRow Cost(string id, string what, string unit, TargetRule rule, Func<HttpLoad, double> of) => new()
        {
            Id = id,
            What = what,
            Unit = unit,
            Values = [.. measured[1].Select(of)],
            Against = "an endpoint that does nothing",
            References = [.. measured[0].Select(of)],
            Rule = rule,
        };

        Task<HttpLoad> LoadAsync(string path) => HttpLoad.RunAsync(site.Address, path, Connections, Time, cancellationToken);
    }

    /// <summary>What a client measured, and what its requests cost this process, which is the server.</summary>
    private sealed record HttpLoad(HttpFigures Figures, double Microseconds, double Bytes)
    {
        public static async Task<HttpLoad> RunAsync(Uri server, string path, int connections, TimeSpan time, CancellationToken cancellationToken)
        {
            var (processor, bytes) = (Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes());
            var figures = await HttpClientProcess.RunAsync(server, path, connections, time, cancellationToken);
            var requests = figures.Rate * (time + HttpClientLoop.WarmUp).TotalSeconds;
            return new HttpLoad(
                figures, (Environment.CpuUsage.TotalTime - processor).TotalMicroseconds / requests, (GC.GetTotalAllocatedBytes() - bytes) / requests);
        }
    }

    private static byte[] Answer(IPEndPoint server)
    {
        using var connection = new HttpConnection(server);
        return connection.FillCart();
    }
}
