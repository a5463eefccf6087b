using System.Text;

namespace Cart.Testing;

/// <summary>Clients that send what a test says and nothing of their own.</summary>
public static class PlainClient
{
    /// <summary>Makes a client that leaves cookies to the test and sends headers as they are.</summary>
    public static HttpClient New(Uri address) =>
        new(new SocketsHttpHandler { UseCookies = false, RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8 }) { BaseAddress = address };
}
