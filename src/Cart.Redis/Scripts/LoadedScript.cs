using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Cart.Redis;

/// <summary>A script as it is sent: its whole text, and the hash by which a server that has seen it knows it.</summary>
internal sealed class LoadedScript
{
    [SuppressMessage("Security", "CA5350", Justification = "Redis names scripts by their SHA-1.")]
    public LoadedScript(string settings, CartScript script)
    {
        Text = settings + script.Text;
        Hash = SHA1.HashData(Encoding.UTF8.GetBytes(Text));
    }

    public string Text { get; }

    public byte[] Hash { get; }
}
