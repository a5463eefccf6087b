using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Cart.Engine;
using Cart.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Cart.AspNetCore.Tests;

/// <summary>Streams are limited in number, and a client that does not read is disconnected.</summary>
public sealed class LiveLimitTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task More_streams_of_a_cart_than_allowed_get_429_until_one_ends()
    {
        await using var shop = await TestShop.StartAsync(static cart => cart.ConfigureHttp(static http => http.MaxStreamsPerCart = 2));
        var shopper = await WithMugAsync(shop);
        var other = await WithMugAsync(shop);
        await using var first = await EventStream.FollowAsync(shop, shopper);
        await using (await EventStream.FollowAsync(shop, shopper))
        {
            await RefusedAsync(shopper, "2");
            await using var others = await EventStream.FollowAsync(shop, other);
            await others.NextAsync();
        }

        await AcceptedAsync(shop, shopper);
    }

    [Fact]
    public async Task More_streams_of_an_address_than_allowed_get_429()
    {
        await using var shop = await TestShop.StartAsync(static cart => cart.ConfigureHttp(static http => http.MaxStreamsPerAddress = 1));
        await using var first = await EventStream.FollowAsync(shop, await WithMugAsync(shop));

        await RefusedAsync(await WithMugAsync(shop), "1");
    }

    [Theory]
    [InlineData("203.0.113.7", "203.0.113.7")]
    [InlineData("::ffff:203.0.113.7", "203.0.113.7")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::")]
    [InlineData(null, "255.255.255.255")]
    public void An_IPv6_customer_counts_as_one_address(string? address, string key) =>
        Assert.Equal(IPAddress.Parse(key), LiveStreams.KeyOf(address is null ? null : IPAddress.Parse(address)));

    [Fact]
    public async Task A_client_that_does_not_read_is_disconnected_and_its_place_is_free_again()
    {
        Product[] many = [.. Enumerable.Range(1, 1000).Select(static number => new Product(new ProductKey(9, new string('x', 48) + number), new string('n', 100), 1m))];
        await using var shop = await TestShop.StartAsync(cart => cart
            .UseProductCatalog(new FixedProductCatalog(many))
            .ConfigureHttp(static http => (http.MaxStreamsPerCart, http.MaxItemsPerRequest, http.MaxBodyBytes) = (1, 1000, 1_000_000)));
        var shopper = shop.NewShopper();
        var items = string.Join(',', many.Select(static product => $$"""{"content_type_id":9,"object_id":"{{product.Key.ObjectId}}"}"""));
        Assert.Equal(HttpStatusCode.OK, (await shopper.AddAsync($$"""{"items":[{{items}}]}""")).Status);
        using var deaf = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 2048 };
        await deaf.ConnectAsync(shop.Address.Host, shop.Address.Port, Cancellation);
        await deaf.SendAsync(Encoding.ASCII.GetBytes(
            $"GET /cart/events HTTP/1.1\r\nHost: {shop.Address.Authority}\r\nAccept: text/event-stream\r\nCookie: {shopper.Cookie}\r\n\r\n"), Cancellation);
        await deaf.ReceiveAsync(new byte[64], Cancellation);
        await RefusedAsync(shopper, "1");

        await AcceptedAsync(shop, shopper, advance: LiveEvents.Patience + TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Events_pass_nginx_as_it_comes()
    {
        if (Nginx() is not { } program)
        {
            Assert.Skip("There is no nginx on this machine.");
            return;
        }

        await using var shop = await TestShop.StartAsync();
        var shopper = await WithMugAsync(shop);
        using var directory = new TemporaryDirectory();
        var port = FreePort();
        await File.WriteAllTextAsync(Path.Combine(directory.Path, "nginx.conf"), $$"""
            daemon off; master_process off; pid nginx.pid; error_log stderr;
            events { }
            http {
              access_log off;
              client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
              server { listen 127.0.0.1:{{port}}; location / { proxy_pass http://{{shop.Address.Authority}}; } }
            }
            """, Cancellation);
        using var nginx = Process.Start(new ProcessStartInfo(program, ["-p", directory.Path, "-c", "nginx.conf"]))!;
        try
        {
            await ListensAsync(port);
            await using var stream = await EventStream.FollowAsync(new Uri($"http://127.0.0.1:{port}"), shopper);
            Assert.Equal(1, (await stream.NextAsync()).Count);
            await shopper.AddMugsAsync();
            Assert.Equal(2, (await stream.NextAsync()).Count);
        }
        finally
        {
            nginx.Kill();
            await nginx.WaitForExitAsync(Cancellation);
        }
    }

    private static async Task<Shopper> WithMugAsync(TestShop shop)
    {
        var shopper = shop.NewShopper();
        await shopper.AddMugsAsync();
        return shopper;
    }

    private static async Task RefusedAsync(Shopper shopper, string limit)
    {
        var refused = await shopper.SendAsync("GET", "/cart/events");
        refused.IsProblem(HttpStatusCode.TooManyRequests, "rate_limited");
        Assert.Equal("10", refused.Header("Retry-After"));
        Assert.Contains(limit, refused.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    // The server notices that a client is gone a moment later: asked again until it has.
    private static async Task AcceptedAsync(TestShop shop, Shopper shopper, TimeSpan advance = default)
    {
        using var client = PlainClient.New(shop.Address);
        client.Timeout = TimeSpan.FromSeconds(20);
        for (var patience = Stopwatch.StartNew(); ;)
        {
            shop.Time.Advance(advance);
            using var answer = await EventStream.AskAsync(client, shopper);
            if (answer.StatusCode is HttpStatusCode.OK)
            {
                return;
            }

            Assert.True(patience.Elapsed < TimeSpan.FromSeconds(20), "The place of the stream was not given back.");
        }
    }

    private static string? Nginx() => ((string[])["/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/bin/nginx", "/opt/homebrew/bin/nginx"])
        .FirstOrDefault(File.Exists);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task ListensAsync(int port)
    {
        for (var patience = Stopwatch.StartNew(); ;)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port, Cancellation);
                return;
            }
            catch (SocketException) when (patience.Elapsed < TimeSpan.FromSeconds(10))
            {
            }
        }
    }
}
