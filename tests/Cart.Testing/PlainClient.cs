using System.Text;

namespace Cart.Testing;

/// <summary>Clients that send what a test says and nothing of their own.</summary>
public static class PlainClient
{
    /// <summary>Makes a client that leaves cookies to the test and sends headers as they are.</summary>
    /// <param name="address">Where the server is.</param>
    /// <param name="follows">Whether it goes where it is sent on to.</param>
    public static HttpClient New(Uri address, bool follows = true) =>
        new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = follows, RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8 }) { BaseAddress = address };
}
