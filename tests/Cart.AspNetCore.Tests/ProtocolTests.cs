using System.Net.Sockets;
using System.Text;

namespace Cart.AspNetCore.Tests;

/// <summary>Requests that are no proper HTTP, written to the socket as they are.</summary>
public sealed class ProtocolTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Requests => new()
    {
        { $"GET /cart HTTP/1.1\r\nHost: shop\r\nX-Long: {new string('x', 33 * 1024)}\r\n\r\n", "431" },
        { $"GET /cart HTTP/1.1\r\nHost: shop\r\n{string.Concat(Enumerable.Range(0, 101).Select(n => $"X-{n}: 1\r\n"))}\r\n", "431" },
        { $"GET /cart?{new string('x', 9 * 1024)} HTTP/1.1\r\nHost: shop\r\n\r\n", "414" },
        { "GET /cart/items/7:%00 HTTP/1.1\r\nHost: shop\r\n\r\n", "400" },
        { "POST /cart/items HTTP/1.1\r\nHost: shop\r\nContent-Length: 5, 6\r\n\r\nhello!", "400" },
        { "POST /cart/items HTTP/1.1\r\nHost: shop\r\nContent-Type: application/json\r\nContent-Length: -1\r\n\r\n", "400" },
        { "POST /cart/items HTTP/1.1\r\nHost: shop\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n", "400" },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task What_is_no_proper_request_is_refused(string request, string status)
    {
        await using var shop = await TestShop.StartAsync();

        var answer = await SendAsync(shop, request, isOne: true);

        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_second_request_hides_behind_two_lengths()
    {
        await using var shop = await TestShop.StartAsync();
        const string Hidden = "POST /cart/items HTTP/1.1\r\nHost: shop\r\nContent-Type: application/json\r\nContent-Length: 36\r\n\r\n{\"content_type_id\":7,\"object_id\":42}";

        var answer = await SendAsync(
            shop,
            $"POST /cart/checkout HTTP/1.1\r\nHost: shop\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {Hidden.Length + 5}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{Hidden}",
            isOne: false);

        Assert.DoesNotContain("HTTP/1.1 200", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("Set-Cookie", answer, StringComparison.Ordinal);
    }

    // Reads one answer, or all until the server closes the connection.
    private static async Task<string> SendAsync(TestShop shop, string request, bool isOne)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(shop.Address.Host, shop.Address.Port, Cancellation);
        var stream = client.GetStream();
        try
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(request), Cancellation);
        }
        catch (IOException)
        {
            // The server has answered and closed before it had read all.
        }

        var answer = new StringBuilder();
        var buffer = new byte[4096];
        try
        {
            for (var read = 1; read > 0 && !(isOne && answer.ToString().Contains("\r\n\r\n", StringComparison.Ordinal));)
            {
                read = await stream.ReadAsync(buffer, Cancellation).AsTask().WaitAsync(TimeSpan.FromSeconds(10), Cancellation);
                answer.Append(Encoding.Latin1.GetString(buffer, 0, read));
            }
        }
        catch (IOException)
        {
            // What came before the connection was reset counts.
        }

        return answer.ToString();
    }
}
