using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace Cart.AspNetCore;

/// <summary>How the admin's pages look.</summary>
internal static class AdminStylesheet
{
    private static readonly byte[] Bytes = Read();

    /// <summary>Changes with the stylesheet, so that browsers can keep it.</summary>
    public static string Version { get; } = Convert.ToHexStringLower(SHA256.HashData(Bytes).AsSpan(0, 6));

    public static IResult Answer() => Results.Bytes(Bytes, "text/css; charset=utf-8");

    private static byte[] Read()
    {
        using var resource = typeof(AdminStylesheet).Assembly.GetManifestResourceStream("admin.css")!;
        using var bytes = new MemoryStream();
        resource.CopyTo(bytes);
        return bytes.ToArray();
    }
}
