using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Cart.AspNetCore;

/// <summary>Reads a small JSON body strictly: each member once, none unknown, every value of its own type.</summary>
internal static class RequestBody
{
    private const int MaxDepth = 8;

    private static readonly JsonDocumentOptions DocumentOptions = new() { AllowDuplicateProperties = false, MaxDepth = MaxDepth };

    /// <summary>Reads the body, or null when there is none.</summary>
    /// <exception cref="RefusedRequestException">The body is of another type, too long, or not JSON.</exception>
    public static async ValueTask<JsonDocument?> ReadAsync(HttpRequest request, int maxBytes, CancellationToken cancellationToken)
    {
        RefuseOtherTypes(request, hasBody: request.ContentType is not null);
        var bytes = await ReadBytesAsync(request, maxBytes, cancellationToken).ConfigureAwait(false);
        if (bytes.IsEmpty)
        {
            return null;
        }

        RefuseOtherTypes(request, hasBody: true);
        try
        {
            return JsonDocument.Parse(bytes, DocumentOptions);
        }
        catch (JsonException)
        {
            throw Malformed("The body is not JSON, names a member twice, or is nested too deeply.");
        }
    }

    /// <summary>Takes a JSON value as a <typeparamref name="T"/>.</summary>
    /// <param name="element">The value.</param>
    /// <param name="type">What it is to be.</param>
    /// <param name="expected">What the client should have sent, for the refusal.</param>
    /// <exception cref="RefusedRequestException">The value is something else.</exception>
    public static T Take<T>(JsonElement element, JsonTypeInfo<T> type, string expected)
        where T : class
    {
        try
        {
            return element.Deserialize(type) ?? throw Malformed(expected);
        }
        catch (JsonException e)
        {
            throw JsonPointer.TryFromPath(e.Path, out var pointer)
                ? Malformed(expected, new FieldError("This is unknown here, incomplete, or of the wrong type.", pointer))
                : Malformed(expected);
        }
    }

    public static RefusedRequestException Malformed(string detail, params FieldError[] errors) =>
        new(new CartProblem(StatusCodes.Status400BadRequest, "malformed_request", detail) { Errors = errors is [] ? null : errors });

    private static void RefuseOtherTypes(HttpRequest request, bool hasBody)
    {
        if (hasBody && !(IsJson(request.ContentType) && request.Headers.ContentEncoding.Count == 0))
        {
            throw new RefusedRequestException(new CartProblem(
                StatusCodes.Status415UnsupportedMediaType, "unsupported_media_type",
                "Send the body as application/json in UTF-8, uncompressed."));
        }
    }

    private static bool IsJson(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
        && (!type.Charset.HasValue || type.Charset.Value.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase));

    private static async ValueTask<ReadOnlyMemory<byte>> ReadBytesAsync(
        HttpRequest request, int maxBytes, CancellationToken cancellationToken)
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
                var read = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
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
        catch (BadHttpRequestException e)
        {
            throw e.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? TooLarge(maxBytes)
                : Malformed("The body did not arrive as its headers announced it.");
        }
    }

    private static RefusedRequestException TooLarge(int maxBytes) => new(new CartProblem(
        StatusCodes.Status413PayloadTooLarge, "request_too_large", $"Send no more than {maxBytes} bytes; split a large request."));
}
