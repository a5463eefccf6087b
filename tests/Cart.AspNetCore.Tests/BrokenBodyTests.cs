using System.Net.Sockets;
using System.Text;
using Cart.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cart.AspNetCore.Tests;

/// <summary>A body with broken framing, or whose client goes away, is answered with 400 where it can be, and is no error of the shop.</summary>
public sealed class BrokenBodyTests
{
    private const string Json = "application/json";
    private const string Form = "application/x-www-form-urlencoded";

    private static readonly (string Method, string Path, string Type)[] Doors =
    [
        ("POST", "/cart/items", Json), ("PUT", "/cart/items/7:42", Json), ("PATCH", "/cart/items/7:42", Json), ("PUT", "/cart/discount", Json),
        ("PUT", "/cart/shipping", Json), ("POST", "/cart/checkout", Json), ("PUT", "/cart/import", Json), ("POST", "/cart-admin/discounts", Json),
        ("PUT", "/cart-admin/discounts/X", Json), ("POST", "/cart-admin/new-discount", Form),
    ];

    private static readonly string[] BadChunks = ["80000000\r\n", "FFFFFFFFFFFFFFFFF\r\n", "g\r\n", "-1\r\n", "2\r\n{}{}\r\n"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Broken_chunks_are_400_at_every_endpoint()
    {
        using var log = new LogRecords();
        await using var shop = await StartAsync(log);
        foreach (var (method, path, type) in Doors)
        {
            foreach (var chunk in BadChunks)
            {
                var answer = await SendAsync(shop.Address, $"{Head(method, path, type)}Transfer-Encoding: chunked\r\n\r\n{chunk}");
                Assert.True(answer.StartsWith("HTTP/1.1 400 ", StringComparison.Ordinal), $"{method} {path} {chunk}: {answer}");
            }
        }

        NothingIsLogged(log);
    }

    [Fact]
    public async Task A_client_that_goes_away_in_mid_body_is_no_error()
    {
        using var log = new LogRecords();
        var shop = await StartAsync(log);
        foreach (var (method, path, type) in Doors)
        {
            using var socket = await ConnectAsync(shop.Address);
            await socket.SendAsync(Encoding.ASCII.GetBytes($"{Head(method, path, type)}Content-Length: 100\r\n\r\n{{\"a\":"), Cancellation);
            await HasBegunAsync(shop);
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
            socket.Close();
        }

        // The host waits for its requests before it stops.
        await shop.DisposeAsync();
        NothingIsLogged(log);
    }

    [Fact]
    public async Task The_samples_login_and_pages_answer_broken_chunks_with_400()
    {
        using var directory = new TemporaryDirectory();
        await using var shop = await StorefrontProcess.StartAsync(directory.Path);
        var address = shop.Client.BaseAddress!;
        foreach (var (path, type) in ((string, string)[])[("/login", Json), ("/basket?handler=Clear", Form), ("/cart/items", Json)])
        {
            foreach (var chunk in BadChunks)
            {
                var answer = await SendAsync(address, $"{Head("POST", path, type)}Transfer-Encoding: chunked\r\n\r\n{chunk}");
                Assert.True(answer.StartsWith("HTTP/1.1 400 ", StringComparison.Ordinal), $"{path} {chunk}: {answer}");
            }
        }

        var form = await SendAsync(address, $"{Head("POST", "/basket?handler=Clear", Form + "; charset=utf-7")}Content-Length: 1\r\n\r\nx");
        Assert.StartsWith("HTTP/1.1 415 ", form, StringComparison.Ordinal);
        Assert.DoesNotContain("fail:", shop.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/login", Json)]
    [InlineData("/basket?handler=Set", Form)]
    [InlineData("/basket?handler=Set", "multipart/form-data; boundary=x")]
    [InlineData("/sign-in", "multipart/form-data; boundary=x")]
    public async Task A_client_that_leaves_the_samples_login_or_a_form_is_no_error(string path, string type)
    {
        using var directory = new TemporaryDirectory();
        await using var shop = await StorefrontProcess.StartAsync(directory.Path);
        for (var n = 0; n < 6; n++)
        {
            using var socket = await ConnectAsync(shop.Client.BaseAddress!);
            await socket.SendAsync(Encoding.ASCII.GetBytes($"{Head("POST", path, type)}Content-Length: 100\r\n\r\n{{\"a\":"), Cancellation);
            await shop.NewShopper().GetAsync();
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
            socket.Close();
        }

        // The requests have ended once the shop has answered some more.
        for (var n = 0; n < 20; n++)
        {
            await shop.NewShopper().GetAsync();
        }

        Assert.True(!shop.Output.Contains("fail:", StringComparison.Ordinal), shop.Output);
    }

    private static Task<TestShop> StartAsync(LogRecords log) =>
        TestShop.StartAsync(cart => cart.Services.AddLogging(logging => logging.AddProvider(log).SetMinimumLevel(LogLevel.Debug)));

    private static string Head(string method, string path, string type) => $"{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {type}\r\n";

    // But what a start says of its keys and operators.
    private static void NothingIsLogged(LogRecords log) =>
        Assert.DoesNotContain(log.All, static record => record.Level >= LogLevel.Warning && record.Id is not (1010 or 4009));

    // By the time another request is answered, the one before has been read.
    private static async Task HasBegunAsync(TestShop shop) => await shop.NewShopper().GetAsync();

    private static async Task<Socket> ConnectAsync(Uri address)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(address.Host, address.Port, Cancellation);
        return socket;
    }

    private static async Task<string> SendAsync(Uri address, string request)
    {
        using var socket = await ConnectAsync(address);
        await socket.SendAsync(Encoding.ASCII.GetBytes(request), Cancellation);
        var buffer = new byte[4096];
        var read = await socket.ReceiveAsync(buffer, Cancellation).AsTask().WaitAsync(TimeSpan.FromSeconds(10), Cancellation);
        return Encoding.ASCII.GetString(buffer, 0, read);
    }
}
