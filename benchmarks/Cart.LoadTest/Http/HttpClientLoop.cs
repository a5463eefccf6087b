using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using HdrHistogram;

namespace Cart.LoadTest;

/// <summary>
/// Keeps many connections busy from one thread, as wrk does: whichever has its answer sends its next request. A client of the framework
/// would take more of the two cores than the server that is measured.
/// </summary>
internal static class HttpClientLoop
{
    /// <summary>How long an endpoint is loaded before it is measured.</summary>
    public static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);

    private const long OneMinute = 60_000_000;

    /// <summary>Loads one endpoint and measures it after <see cref="WarmUp"/>.</summary>
    /// <param name="server">Where the site is.</param>
    /// <param name="path">The endpoint; each connection has filled a cart before, whichever it is.</param>
    /// <param name="connections">The number of connections.</param>
    /// <param name="time">How long to measure.</param>
    public static HttpFigures Run(IPEndPoint server, string path, int connections, TimeSpan time)
    {
        var open = Enumerable.Range(0, connections).Select(_ => new HttpConnection(server)).ToDictionary(static connection => connection.Socket);
        foreach (var connection in open.Values)
        {
            connection.FillCart();
            connection.Aim(path);
            connection.Send();
        }

        Carry(open, WarmUp, new LongHistogram(OneMinute, 3));
        var latencies = new LongHistogram(OneMinute, 3);
        var begun = Stopwatch.GetTimestamp();
        Carry(open, time, latencies);
        var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        foreach (var connection in open.Values)
        {
            connection.Dispose();
        }

        return new HttpFigures(latencies.TotalCount / seconds, latencies.GetValueAtPercentile(50), latencies.GetValueAtPercentile(99));
    }

    private static void Carry(Dictionary<Socket, HttpConnection> open, TimeSpan time, LongHistogram latencies)
    {
        var ready = new List<Socket>(open.Count);
        for (var begun = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(begun) < time;)
        {
            ready.Clear();
            ready.AddRange(open.Keys);
            Socket.Select(ready, null, null, 1_000_000);
            foreach (var socket in ready)
            {
                var connection = open[socket];
                if (connection.Receive())
                {
                    latencies.RecordValue(Math.Min(connection.Elapsed(), OneMinute));
                    connection.Send();
                }
            }
        }
    }
}
