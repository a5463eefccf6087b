using System.Security.Cryptography;
using System.Text;
using Cart.AspNetCore;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Caching.Distributed;

namespace Extensions;

/// <summary>Knows an app by a secret of at least 32 characters that it made up and sends along. One without a secret has no session.</summary>
public sealed class AppSession(IHttpContextAccessor accessor, IDistributedCache texts) : CartSessionAdapter(accessor)
{
    // The digest, so that whoever reads the cache cannot shop for anybody.
    private string? Prefix => Context.Request.Headers["X-App-Secret"].ToString() is { Length: >= 32 and <= 128 } secret
        ? Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(secret)))
        : null;

    // A request without a secret is refused as session_required: its change would be lost.
    protected override bool CanKeep => Prefix is not null;

    protected override async ValueTask<string?> GetAsync(string key, CancellationToken cancellationToken) =>
        Prefix is { } prefix ? await texts.GetStringAsync($"{prefix} {key}", cancellationToken) : null;

    protected override async ValueTask SetAsync(string key, string value, CancellationToken cancellationToken)
    {
        if (Prefix is { } prefix)
        {
            await texts.SetStringAsync($"{prefix} {key}", value, cancellationToken);
        }
    }

    protected override async ValueTask DeleteAsync(string key, CancellationToken cancellationToken)
    {
        if (Prefix is { } prefix)
        {
            await texts.RemoveAsync($"{prefix} {key}", cancellationToken);
        }
    }
}
