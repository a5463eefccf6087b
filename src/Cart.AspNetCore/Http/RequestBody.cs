using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Cart.Engine;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Cart.AspNetCore;

/// <summary>Represents a whole body before it is converted to a contract.</summary>
/// <param name="Value">A <see cref="JsonDocument"/>, or the result of <see cref="MessagePackContracts.Read"/>.</param>
internal readonly record struct SentBody(object? Value) : IDisposable
{
    /// <summary>Returns whether the body is an object with a member of that name.</summary>
    public bool Names(string member) => Value is JsonDocument json
        ? json.RootElement.ValueKind is JsonValueKind.Object && json.RootElement.TryGetProperty(member, out _)
        : Value is MessagePackContracts.Map map && map.ContainsKey(member);

    /// <summary>Converts the body to a <typeparamref name="T"/>.</summary>
    /// <param name="type">The contract.</param>
    /// <param name="expected">What the client should have sent, for the refusal.</param>
    /// <exception cref="RefusedRequestException">The body does not fit the contract.</exception>
    public T Take<T>(JsonTypeInfo<T> type, string expected)
        where T : class
    {
        var path = "$";
        try
        {
            var taken = Value is JsonDocument json ? json.Deserialize(type) : (T?)MessagePackContracts.Take(Value, type, ref path);
            return taken ?? throw RequestBody.Malformed(expected);
        }
        catch (JsonException e)
        {
            var detail = e is MomentConverter.UnreadableMomentException ? e.Message : "This is unknown here, incomplete, or of the wrong type.";
            throw JsonPointer.TryFromPath(e.Path ?? path, out var pointer)
                ? RequestBody.Malformed(expected, new Remark(detail, pointer))
                : RequestBody.Malformed(expected);
        }
    }

    public void Dispose() => (Value as JsonDocument)?.Dispose();
}

/// <summary>Reads a small body, JSON or MessagePack, strictly: each member once, no unknown members, every value of the right type.</summary>
internal static class RequestBody
{
    private static readonly JsonDocumentOptions DocumentOptions = new() { AllowDuplicateProperties = false, MaxDepth = MessagePackContracts.MaxDepth };

    /// <summary>Reads the body; null if none exists.</summary>
    /// <exception cref="RefusedRequestException">The body has another type, is too long, or is neither JSON nor MessagePack.</exception>
    public static async ValueTask<SentBody?> ReadAsync(HttpRequest request, int maxBytes, CancellationToken cancellationToken)
    {
        var (bytes, isMessagePack) = await ReadBytesAsync(request, maxBytes, cancellationToken).ConfigureAwait(false);
        try
        {
            return bytes.IsEmpty ? null
                : isMessagePack ? new SentBody(MessagePackContracts.Read(bytes))
                : new SentBody(JsonDocument.Parse(bytes, DocumentOptions));
        }
        catch (JsonException)
        {
            throw Malformed("The body is not JSON, names a member twice, or is nested too deeply.");
        }
        catch (FormatException fault)
        {
            throw Malformed(fault.Message);
        }
    }

    /// <summary>Reads the required body as a <typeparamref name="T"/>.</summary>
    /// <param name="context">The request.</param>
    /// <param name="type">The contract.</param>
    /// <param name="expected">What the client should have sent, for the refusal.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="RefusedRequestException">The body is missing, malformed or too long.</exception>
    public static async ValueTask<T> ReadAsync<T>(
        HttpContext context, JsonTypeInfo<T> type, string expected, CancellationToken cancellationToken)
        where T : class
    {
        var options = context.RequestServices.GetRequiredService<IOptions<CartHttpOptions>>().Value;
        using var body = await ReadAsync(context.Request, options.MaxBodyBytes, cancellationToken).ConfigureAwait(false);
        return body is { } sent ? sent.Take(type, expected) : throw Malformed(expected);
    }

    /// <summary>Reads the bytes of the body, empty if there are none, and whether their content type is MessagePack.</summary>
    /// <exception cref="RefusedRequestException">The body has another type or is too long.</exception>
    public static async ValueTask<(ReadOnlyMemory<byte> Bytes, bool IsMessagePack)> ReadBytesAsync(
        HttpRequest request, int maxBytes, CancellationToken cancellationToken)
    {
        bool? isMessagePack = request.ContentType is null ? null : IsMessagePack(request);
        var bytes = await ReadAllAsync(request, maxBytes).ConfigureAwait(false);
        return (bytes, isMessagePack ?? (!bytes.IsEmpty && IsMessagePack(request)));
    }

    public static RefusedRequestException Malformed(string detail, params Remark[] errors) =>
        new(CartProblem.Of(CartErrors.MalformedRequest with { Detail = detail }) with { Errors = errors is [] ? null : errors });

    private static bool IsMessagePack(HttpRequest request)
    {
        if (request.Headers.ContentEncoding.Count == 0 && MediaTypeHeaderValue.TryParse(request.ContentType, out var type))
        {
            if (MediaTypes.IsMessagePack(type.MediaType.Value!))
            {
                return true;
            }

            if (MediaTypes.IsJson(type.MediaType.AsSpan())
                && (!type.Charset.HasValue || type.Charset.Value.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase)))
            {
                return false;
            }
        }

        throw new RefusedRequestException(CartErrors.UnsupportedMediaType);
    }

    private static async ValueTask<ReadOnlyMemory<byte>> ReadAllAsync(
        HttpRequest request, int maxBytes)
    {
        if (request.ContentLength > maxBytes)
        {
            throw TooLarge(maxBytes);
        }

        try
        {
            var reader = request.BodyReader;
            while (true)
            {
                // Not cancelled: it ends with the connection, and cancelling would leave Kestrel's reader in the middle of a read.
                var read = await reader.ReadAsync(CancellationToken.None).ConfigureAwait(false);
                if (!read.IsCompleted && read.Buffer.Length <= maxBytes)
                {
                    reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                    continue;
                }

                var bytes = read.Buffer.Length <= maxBytes ? read.Buffer.ToArray() : null;
                reader.AdvanceTo(read.Buffer.End);
                return bytes ?? throw TooLarge(maxBytes);
            }
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            throw TooLarge(maxBytes);
        }
        catch (Exception fault) when (IsBroken(fault, request.HttpContext))
        {
            throw Broken(request.HttpContext, fault);
        }
    }

    /// <summary>Returns whether a body could not be read because of its client: bad framing, or a closed connection.</summary>
    public static bool IsBroken(Exception fault, HttpContext context) =>
        fault is IOException || (fault is OperationCanceledException && context.RequestAborted.IsCancellationRequested);

    /// <summary>Returns the refusal of a body that could not be read. It reaches the client if that is still connected.</summary>
    public static RefusedRequestException Broken(HttpContext context, Exception fault)
    {
        context.RequestServices.GetRequiredService<ILogger<CartEngine>>().BodyBroken(fault.GetType().Name);
        if (fault is ConnectionResetException or OperationCanceledException)
        {
            // The client has disconnected. Otherwise Kestrel would read the rest of the body, and log that as an error.
            context.Abort();
        }

        return Malformed("The body did not arrive as its headers announced it.");
    }

    private static RefusedRequestException TooLarge(int maxBytes) => new(CartErrors.RequestTooLarge with
    {
        Name = maxBytes.ToString(CultureInfo.InvariantCulture),
    });
}
